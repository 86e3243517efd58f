"""assembled.py DATABASE: the second half: the lines of assembled.mjs into SQLite, with FTS5 over their words."""
import json
import sqlite3
import sys

db = sqlite3.connect(sys.argv[1])
db.execute("PRAGMA journal_mode = WAL")
db.execute("CREATE TABLE page (file TEXT PRIMARY KEY, title TEXT, text TEXT)")
db.execute("CREATE VIRTUAL TABLE found USING fts5(words, content='')")
with db:
    for number, line in enumerate(sys.stdin, 1):
        page = json.loads(line)
        db.execute("INSERT INTO page VALUES (?, ?, ?)", (page["file"], page["title"], page["text"]))
        db.execute("INSERT INTO found (rowid, words) VALUES (?, ?)", (number, page["words"]))
print(db.execute("SELECT count(*), sum(length(text)) FROM page").fetchone())
