# Draws docs/growth.tsv, which tests/bench/growth writes:  gnuplot docs/growth.gnuplot >docs/growth.svg
set terminal svg size 900,560 dynamic font "sans-serif,11" background "white"
data = "docs/growth.tsv"
set multiplot layout 2,3 title "Cost as work grows: documents of some 1.3 KB, two processors"
set logscale x
set format x "10^{%T}"
set xlabel "documents in the store"
set lmargin 8
set rmargin 2
set grid lc rgb "#dddddd"
set style line 1 lc rgb "#1f6f8b" lw 2 pt 7 ps 0.5
set style line 2 lc rgb "#c8553d" lw 2 pt 7 ps 0.5
set style line 3 lc rgb "#7a9e3f" lw 2 pt 7 ps 0.5
set style data linespoints
set key Left reverse top left samplen 1
set xrange [1000:*]
set yrange [0:*]

set title "documents a second, of the last step"
plot data using "documents":"documents_per_s" ls 1 notitle
set title "first page of a question, ms"
plot data using "documents":"narrowed_p99_ms" ls 3 title "text and more, p99", \
     data using "documents":"query_p99_ms" ls 2 title "text, p99", \
     data using "documents":"query_p50_ms" ls 1 title "text, p50"
set title "memory of the broker, MB"
plot data using "documents":"memory_mb" ls 1 title "most during the step", data using "documents":"memory_restarted_mb" ls 2 title "after a restart"
set title "SIGKILL to the next answer, s"
plot data using "documents":"restart_s" ls 1 notitle
set title "store, KB a document"
plot data using 1:(1000 * column("store_mb") / $1) ls 1 title "file", data using 1:(1000 * column("index_mb") / $1) ls 2 title "index in it"
unset multiplot
