// peers.mjs FOLDER: what `garner export --format parquet` wrote, read by DuckDB and by hyparquet. Both must agree
// with the folder's trailer and with each other, cell by cell. Run by `make parquet`, which installs both.
import { readFileSync } from 'node:fs'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { DuckDBInstance } from '@duckdb/node-api'

const folder = process.argv[2]
const trailer = JSON.parse(readFileSync(`${folder}/trailer.json`))
const duck = await (await DuckDBInstance.create()).connect()
const text = (row) => JSON.stringify(row, (_, v) => (typeof v === 'bigint' ? String(v) : v))
let passed = 0, failed = 0
const check = (name, truth, why) => {
    console.log(truth ? `ok ${name}` : `FAILED ${name}: ${why}`)
    truth ? passed++ : failed++
}
for (const { name, rows } of trailer.files) {
    const path = `${folder}/${name}`
    const file = await asyncBufferFromFile(path)
    const ours = await parquetReadObjects({ file, compressors })
    const theirs = (await duck.runAndReadAll(`SELECT * FROM '${path}'`)).getRowObjectsJson()
    check(`${name} rows`, ours.length === rows && theirs.length === rows, `${ours.length}, ${theirs.length}, not ${rows}`)
    const differs = ours.findIndex((row, i) => text(row) !== text(theirs[i]))
    check(`${name} cells`, differs < 0, `row ${differs}: ${text(ours[differs])} ${text(theirs[differs])}`)
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
