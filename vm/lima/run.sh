#!/bin/sh
# run.sh COMMAND ARGUMENT...
#
# Runs `limactl start --foreground` as its own user, and ends with its exit code. limactl's host agent asks QEMU to go and
# waits for minutes; one that is killed leaves QEMU behind. Here both go, at once: TERM and HUP mean that the VM is not
# wanted any more, and nothing of the instance outlives COMMAND.
set -u

end() {
	trap '' TERM HUP
	kill -KILL "$command" 2>/dev/null
	# QEMU has no pid file yet when it has just been started: what has the instance's directory in its command line goes.
	# Not so who only reads a log there: home.ts has the same names.
	grep -lsF "$LIMA_HOME/vm/" /proc/[0-9]*/cmdline | while IFS=/ read -r _ _ pid _; do
		tr '\0' '\n' <"/proc/$pid/cmdline" | head -n 2 | grep -Eq '(^|/)(limactl|qemu-[^/]*|ssh)$' &&
			kill -KILL "$pid" 2>/dev/null
	done
}

"$@" &
command=$!
trap end TERM HUP
wait "$command"
code=$?
# A trapped signal ends `wait` early.
while kill -0 "$command" 2>/dev/null; do
	wait "$command"
	code=$?
done
end
exit "$code"
