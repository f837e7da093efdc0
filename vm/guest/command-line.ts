import { shellQuote } from '../host/index.ts'

/** A command for `sh -c`, or an argv that no shell may interpret. */
export type GuestCommand = string | readonly string[]

export interface CommandContext {
	/** Default: root. `rootless` is uid 1000 with its systemd user session's environment. */
	readonly user?: 'root' | 'rootless' | undefined
	readonly env?: Readonly<Record<string, string>> | undefined
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const users = {
	root: { prefix: [], home: '/root', env: {} },
	rootless: {
		// Not runuser, which forks, goes through PAM and writes two lines to the journal: most of a command's start.
		prefix: ['setpriv', '--reuid=1000', '--regid=1000', '--init-groups', '--'],
		home: '/home/rootless',
		env: {
			USER: 'rootless',
			LOGNAME: 'rootless',
			XDG_RUNTIME_DIR: '/run/user/1000',
			DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
		},
	},
} as const

/** The one string that SSH carries to the guest's login shell. */
export function commandLine(command: GuestCommand, { user = 'root', env = {} }: CommandContext = {}): string {
	const { prefix, home, env: own } = users[user]
	const argv = typeof command === 'string' ? ['sh', '-c', command] : command
	const exports = Object.entries({ PATH: path, HOME: home, ...own, ...env }).map(
		([name, value]) => `${name}=${value}`,
	)
	const words = (line: readonly string[]) => line.map(shellQuote).join(' ')
	// The shell does itself what it can: each program more takes an emulated guest part of a tenth of a second.
	// cd: the SSH session starts in root's home, which another user may not even enter.
	// exec: the shell must not stand between sshd and a signal or an exit status.
	return `cd ${home} && export ${words(exports)} && exec ${words([...prefix, ...argv])}`
}
