import { CheckFailed } from './outcome.ts'
import type { Vantage } from './vantage.ts'

/** The part of `docker info` that explains verdicts. */
export type DaemonInfo = {
	readonly serverVersion: string
	readonly securityOptions: string[]
	readonly storageDriver: string
	readonly cgroupDriver: string
	readonly cgroupVersion: string
}

const api = ['curl', '--silent', '--show-error', '--unix-socket', '/run/user/1000/docker.sock']

/** Asks the daemon as its own user does, on its socket in the VM. @throws CheckFailed when it does not answer. */
export async function daemonInfo(host: Vantage): Promise<DaemonInfo> {
	const { stdout, stderr, code } = await host.run([...api, '--max-time', '20', 'http://docker/info'])
	if (code !== 0) throw new CheckFailed(`The daemon's API does not answer: ${stderr.trim()}`)
	const info = parsed(stdout)
	const text = (key: string): string => (typeof info[key] === 'string' ? info[key] : '')
	return {
		serverVersion: text('ServerVersion'),
		securityOptions: Array.isArray(info['SecurityOptions']) ? info['SecurityOptions'].map(String) : [],
		storageDriver: text('Driver'),
		cgroupDriver: text('CgroupDriver'),
		cgroupVersion: text('CgroupVersion'),
	}
}

function parsed(text: string): Record<string, unknown> {
	try {
		return JSON.parse(text) as Record<string, unknown>
	} catch (cause) {
		throw new CheckFailed(`The daemon's API answered with something else: ${text.slice(0, 200)}`, { cause })
	}
}
