#!/bin/sh
# supervise.sh DIRECTORY... -- COMMAND ARGUMENT...
#
# Runs COMMAND and ends with its exit code. Standard input is a pipe from the harness that carries nothing:
# its end means that the harness is gone, however it went, and COMMAND goes too. PR_SET_PDEATHSIG cannot do
# this: the kernel clears it when QEMU gives up root. The DIRECTORIES are removed at the end.
set -u
directories=''
while [ "$1" != -- ]; do
	# mkdtemp's own names: no spaces, no quotes.
	directories="$directories $1"
	shift
done
shift

exec 3<&0 </dev/null
# ^C reaches only the terminal's own group; TERM and HUP to the supervisor mean the command.
trap '' INT
"$@" 3<&- &
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
# shellcheck disable=SC2086
[ -z "$directories" ] || rm -rf -- $directories
exit "$code"
