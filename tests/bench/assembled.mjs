// assembled.mjs [--times] FILE...: what one would write instead, its first half: the text of each page
// (@mozilla/readability over linkedom), its words (@node-rs/jieba), a JSON object a line. With --times: milliseconds of
// processor time a page for the text, and for the words. PACKAGES names the folder that holds the packages.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(process.env.PACKAGES + "/");
const { Readability } = require("@mozilla/readability");
const { parseHTML } = require("linkedom");
const { Jieba } = require("@node-rs/jieba");
const jieba = Jieba.withDict(require("@node-rs/jieba/dict").dict);

function read(file) {
    let article = null;
    try {
        article = new Readability(parseHTML(readFileSync(file, "utf8")).document).parse();
    } catch { /* a page that it cannot read has no text */ }
    return { file, title: article?.title ?? "", text: article?.textContent ?? "" };
}

const cut = (page) => jieba.cutForSearch(`${page.title} ${page.text}`, true).join(" ");

function times(files) {
    const took = (work) => {
        const before = process.cpuUsage(), done = work(), spent = process.cpuUsage(before);
        return [done, (spent.user + spent.system) / 1000 / files.length];
    };
    files.slice(0, 100).forEach((file) => cut(read(file))); // what is compiled at first use
    const [pages, reading] = took(() => files.map(read));
    const [, cutting] = took(() => pages.map(cut));
    console.log(reading, cutting);
}

const [first, ...others] = process.argv.slice(2);
if (first === "--times")
    times(others);
else
    for (const file of [first, ...others]) {
        const page = read(file);
        console.log(JSON.stringify({ ...page, words: cut(page) }));
    }
