# Draws docs/growth.tsv, which tests/bench/growth writes:  gnuplot docs/growth.gnuplot >docs/growth.svg
set terminal svg size 1200,760 dynamic font "sans-serif,13" background "white"
data = "docs/growth.tsv"
set multiplot layout 2,3 title "Cost as a store grows: documents of some 1.3 KB, two processors. Dashed: what must be reached." font ",16"
set logscale xy
set format x "%.0s%c"
set xlabel "documents in the store"
set lmargin 8
set rmargin 3
set tmargin 3.5
set grid lc rgb "#cccccc" lw 0.5
set style line 1 lc rgb "#1f6f8b" lw 2.5 pt 7 ps 0.6
set style line 2 lc rgb "#c8553d" lw 2.5 pt 7 ps 0.6
set style line 3 lc rgb "#7a9e3f" lw 2.5 pt 7 ps 0.6
set style line 9 lc rgb "#333333" lw 1.5 dt (8, 6)
set style data linespoints
set key Left reverse top left samplen 1.2 spacing 1.0 font ",11"
set xrange [800:1300000]

# The rate that the last one is held against.
stats data using (column("documents") == 10000 ? column("documents_per_s") : NaN) every ::1 name "first" nooutput

set title "documents a second, the last 50,000 of a step"
set yrange [100:50000]
set format y "%.0f"
plot 0.8 * first_mean ls 9 title "80 % of the rate at 10k", data using "documents":"documents_per_s" ls 1 title "durable and searchable"

set title "processor time a document, µs"
set yrange [10:3000]
plot data using "documents":"children_us" ls 1 title "children", data using "documents":"broker_us" ls 2 title "broker"

set title "first page of a question, ms"
set yrange [0.05:10000]
set format y "%g"
plot 20 ls 9 title "20 ms", \
     data using "documents":"narrowed_p99_ms" ls 3 title "text and range, p99", \
     data using "documents":"query_p99_ms" ls 2 title "text, p99", \
     data using "documents":"query_spent_p99_ms" ls 2 dt (3, 3) title "of it processor time", \
     data using "documents":"query_p50_ms" ls 1 title "text, p50"

set title "the broker's own memory, MB"
set yrange [1:10000]
plot 300 ls 9 title "300 MB", data using "documents":"memory_mb" ls 1 title "at most during the step", \
     data using "documents":"memory_restarted_mb" ls 2 title "after a restart"

set title "from SIGKILL to the next answer, s"
set yrange [0.01:30]
plot 3 ls 9 title "3 s", data using "documents":"restart_s" ls 1 notitle

set title "store, KB a document"
unset logscale y
set yrange [0:14]
plot data using 1:(1000 * column("store_mb") / $1) ls 1 title "file", \
     data using 1:(1000 * column("index_mb") / $1) ls 3 title "index in it", \
     data using 1:(1000 * column("megabytes") / $1) ls 2 title "the text itself"
unset multiplot
