// assembled.mjs FILE...: what one would write instead, its first half: the text of each page (@mozilla/readability
// over linkedom), its words (@node-rs/jieba), a JSON object a line. tests/bench/bulk says where the packages are.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(process.env.PACKAGES + "/");
const { Readability } = require("@mozilla/readability");
const { parseHTML } = require("linkedom");
const { Jieba } = require("@node-rs/jieba");
const jieba = Jieba.withDict(require("@node-rs/jieba/dict").dict);

for (const file of process.argv.slice(2)) {
    let article = null;
    try {
        article = new Readability(parseHTML(readFileSync(file, "utf8")).document).parse();
    } catch { /* a page that it cannot read has no text */ }
    const title = article?.title ?? "", text = article?.textContent ?? "";
    console.log(JSON.stringify({ file, title, text, words: jieba.cutForSearch(`${title} ${text}`, true).join(" ") }));
}
