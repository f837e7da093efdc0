import { GuestCommandError } from '#results/errors'
import { formText } from '#results'
import type { Vantage } from '../vantage/vantage.ts'
import { type Failure, daemonDown } from '../probes/wrong-with.ts'

/** The part of `docker info` that explains verdicts. */
export type DaemonInfo = {
	readonly serverVersion: string
	readonly securityOptions: string[]
	readonly storageDriver: string
	readonly cgroupDriver: string
	readonly cgroupVersion: string
	/** The Go that dockerd was built with, `go1.22.11`; empty where the daemon does not say. */
	readonly goVersion: string
}

const api = ['curl', '--silent', '--show-error', '--unix-socket', '/run/user/1000/docker.sock']

/** What curl ends with when nobody listens, or when somebody ended the connection without an answer; curl(1). */
const noAnswer = [7, 52, 56]

/**
 * Asks the daemon as its own user does, on its socket in the VM. Returns what went wrong when it does not answer.
 * @throws GuestCommandError when the question could not be asked, or when this machine was too slow for an answer.
 */
export async function daemonInfo(host: Vantage): Promise<DaemonInfo | Failure> {
	const { stdout, stderr, code } = await host.run([...api, '--max-time', '25', 'http://docker/info'])
	const said = stderr.trim()
	if (noAnswer.includes(code))
		return { form: daemonDown(said), words: `the daemon's API does not answer: ${said}` }
	if (code !== 0)
		throw new GuestCommandError(`The daemon's API was asked in vain: curl ended with ${code}`, {
			output: said,
			hint: 'A time-out says that this machine is too slow, or that the daemon hangs: see its journal.',
		})
	const info = parsed(stdout)
	if (info === undefined) {
		const found = formText(stdout, 200)
		return { form: { kind: 'wrong-answer', found }, words: `the daemon's API answered with: ${found}` }
	}
	const text = (key: string): string => (typeof info[key] === 'string' ? info[key] : '')
	return {
		serverVersion: text('ServerVersion'),
		securityOptions: Array.isArray(info['SecurityOptions']) ? info['SecurityOptions'].map(String) : [],
		storageDriver: text('Driver'),
		cgroupDriver: text('CgroupDriver'),
		cgroupVersion: text('CgroupVersion'),
		goVersion: await goVersion(host),
	}
}

/** Only recorded: an answer that does not come is no finding of a check. */
async function goVersion(host: Vantage): Promise<string> {
	const { stdout, code } = await host.run([...api, '--max-time', '25', 'http://docker/version'])
	const version = code === 0 ? parsed(stdout)?.['GoVersion'] : undefined
	return typeof version === 'string' ? formText(version, 40) : ''
}

function parsed(text: string): Record<string, unknown> | undefined {
	try {
		return JSON.parse(text) as Record<string, unknown>
	} catch {
		return undefined
	}
}
