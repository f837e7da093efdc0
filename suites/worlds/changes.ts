import { childPidInShell, daemonDropIns, guestProbe } from '#vm/guest/commands'
import type { Change, Place } from './model.ts'

/** A rule put before all others of its chain: `rule('netns', '-t nat PREROUTING -p icmp -j ACCEPT')`. */
export function rule(where: Place, words: string, program: 'iptables' | 'ip6tables' = 'iptables'): Change {
	const [, table = '', rest = ''] = /^(-t \w+ )?(.*)$/.exec(words) ?? []
	return {
		in: where,
		breaks: `${program} ${table}-I ${rest}`,
		mends: `${program} ${table}-D ${rest}`,
	}
}

export const rule6 = (where: Place, words: string): Change => rule(where, words, 'ip6tables')

export function sysctl(where: Place, name: string, broken: number, whole: number): Change {
	return { in: where, breaks: `sysctl -q -w ${name}=${broken}`, mends: `sysctl -q -w ${name}=${whole}` }
}

export const enterNetns = `nsenter -U -m -n -t ${childPidInShell}`

/** A program that runs beside the others until it is stopped. */
export function service(name: string, command: string): Change {
	const unit = `mutation-${name}`
	return {
		in: 'host',
		breaks: `systemd-run --quiet --collect --unit=${unit} ${command}`,
		mends: `systemctl stop ${unit}`,
	}
}

/** Lets what listens in one place answer in another: `relay('open', 'TCP-LISTEN:7012', 'TCP:127.0.0.1:80')`. */
export function relay(name: string, from: string, to: string): Change {
	return service(name, `socat ${from},fork,reuseaddr ${to}`)
}

/** The same into RootlessKit's namespace. A colon ends the words of socat's EXEC, so those in it are escaped. */
export function relayIntoNetns(name: string, from: string, to: string): Change {
	return relay(name, from, `"EXEC:${enterNetns} socat - ${to.replaceAll(':', '\\:')}"`)
}

/** A fixture's container, in the words of a shell: its first process. */
export const containerPid = (fixture: string): string => `$(${inspect(fixture, '{{.State.Pid}}')})`

/** Its resolv.conf, as the daemon keeps it. */
export const containerResolvConf = (fixture: string): string =>
	`$(${inspect(fixture, '{{.ResolvConfPath}}')})`

/** Its address on the default bridge. */
export const bridgeAddress = (fixture: string): string =>
	`$(${inspect(fixture, '{{.NetworkSettings.Networks.bridge.IPAddress}}')})`

const docker = '/opt/stacks/*/bin/docker -H unix:///run/user/1000/docker.sock'

const inspect = (fixture: string, format: string): string =>
	`${docker} inspect -f "${format}" $(${docker} ps -q --filter label=rootless-matrix.fixture=${fixture})`

/** Removes what the suites started, where a daemon runs. */
export const removeContainers = `${docker} ps -aq --filter label=rootless-matrix.suite | xargs -r ${docker} rm -f`

/** Files of a mutation that runs. */
const work = '/var/tmp/mutation'

/**
 * Puts a script in the place of one of the stack's programs, by a mount over it. `$REAL` is the program itself. Running
 * processes keep what they are.
 */
export function instead(program: string, script: string): Change {
	return {
		in: 'host',
		breaks: [
			`mkdir -p ${work}/${program}`,
			`path=$(ls /opt/stacks/*/bin/${program})`,
			`mount --bind "$(dirname "$path")" ${work}/${program}`,
			// Else what is mounted over the program is mounted here as well, and the script runs itself.
			`mount --make-private ${work}/${program}`,
			`printf "%s\\n" "#!/bin/sh" "REAL=${work}/${program}/${program}" >${work}/${program}.sh`,
			`cat >>${work}/${program}.sh <<"END"\n${script}\nEND`,
			`chmod 755 ${work}/${program}.sh`,
			`mount --bind ${work}/${program}.sh "$path"`,
		].join('\n'),
		// What runs from it holds it until the daemon is restarted, which is after.
		mends: `umount -l /opt/stacks/*/bin/${program}; umount -l ${work}/${program}`,
	}
}

/** Writes a value to a file of the kernel's. */
export function instruct(where: Place, file: string, broken: string, whole: string): Change {
	return { in: where, breaks: `echo ${broken} >${file}`, mends: `echo ${whole} >${file}` }
}

/** Lines of a drop-in for the daemon's unit, for the next start; the last word over the cell's own. */
export function dropIn(...lines: readonly string[]): Change {
	const file = `${daemonDropIns}/zy-mutation.conf`
	const text = ['[Service]', ...lines].join('\n')
	return { in: 'host', breaks: `cat >${file} <<"END"\n${text}\nEND`, mends: `rm ${file}` }
}

/** A probe server in RootlessKit's namespace that is asked in somebody else's place. */
export function serveInNetns(
	protocol: 'tcp' | 'udp',
	port: number,
	chain: 'PREROUTING' | 'OUTPUT' = 'PREROUTING',
): readonly Change[] {
	return [
		service('other', `${enterNetns} ${guestProbe}/serve other 7021`),
		rule('netns', `-t nat ${chain} -p ${protocol} --dport ${port} -j REDIRECT --to-ports 7021`),
	]
}

/** On one of the two loopback addresses that are to share a port answers the server that is published everywhere. */
export const twoIsAnother = rule(
	'host',
	'-t nat OUTPUT -d 127.0.0.2 -p tcp --dport 8086 -j REDIRECT --to-ports 8080',
)

/** Somebody in RootlessKit's namespace listens on the port that is to be SCTP's. */
export const onSctpPort: readonly Change[] = [
	{ in: 'host', breaks: 'modprobe sctp', mends: 'true' },
	service('sctp', `${enterNetns} socat SCTP-LISTEN:8087,fork EXEC:true`),
]
