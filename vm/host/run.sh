#!/bin/sh
# run.sh COMMAND ARGUMENT...
#
# Runs COMMAND, with the harness's standard streams, and ends with its exit code; 127 without a word when there is no
# such command. Runs in a process group of its own. Descriptor 3 is a pipe from the harness that carries nothing: its
# end means that the harness is gone, however it went, and the whole group goes too: it is asked to, for those that
# clean up, and then made to. PR_SET_PDEATHSIG would reach COMMAND only, and not what it has started.
set -u
command -v "$1" >/dev/null 2>&1 || exit 127
# TERM to the group is for COMMAND; what it made of it is its exit code. (A signal that is ignored here, it would ignore.)
trap : TERM
(
	exec </dev/null >/dev/null 2>&1
	while read -r _ <&3; do :; done
	trap '' TERM
	kill -TERM 0
	sleep 10
	kill -KILL 0
) &
watcher=$!
"$@" 3<&-
code=$?
kill -KILL "$watcher"
exit "$code"
