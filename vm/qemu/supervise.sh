#!/bin/sh
# supervise.sh DIRECTORY... -- COMMAND ARGUMENT...
#
# Runs COMMAND and ends with its exit code. Standard input is a pipe from the harness that carries nothing:
# its end means that the harness is gone, however it went, and COMMAND goes too. PR_SET_PDEATHSIG cannot do
# this: the kernel clears it when QEMU gives up root. The DIRECTORIES are removed at the end: only those that the
# harness made and marked (vm/host/scratch.ts), and nothing that is mounted in them.
set -u

# In a subshell, so that the DIRECTORIES stay in "$@" out here: no list of paths is ever split into words.
run() {
	while [ "$1" != -- ]; do shift; done
	shift
	exec "$@"
}

exec 3<&0 </dev/null
# ^C reaches only the terminal's own group; TERM and HUP to the supervisor mean the command.
trap '' INT
run "$@" 3<&- &
command=$!
trap 'kill -KILL "$command" 2>/dev/null' TERM HUP

(
	trap - TERM HUP
	while read -r _ <&3; do :; done
	kill -TERM "$command" 2>/dev/null
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		kill -0 "$command" 2>/dev/null || exit 0
		sleep 0.1
	done
	kill -KILL "$command" 2>/dev/null
) &
watcher=$!
exec 3<&-

wait "$command"
code=$?
# A trapped signal ends `wait` early: wait for the command itself.
while kill -0 "$command" 2>/dev/null; do
	wait "$command"
	code=$?
done
kill "$watcher" 2>/dev/null
while [ "$1" != -- ]; do
	if [ -f "$1/.rootless-matrix-scratch" ]; then rm -rf --one-file-system -- "$1"; fi
	shift
done
exit "$code"
