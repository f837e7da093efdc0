import { open, readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { HostError } from '#results/errors'
import { startSession } from '../host/index.ts'

const script = fileURLToPath(new URL('supervise.sh', import.meta.url))

/** A process that dies with this one, even when this one is killed with SIGKILL. */
export interface Supervised {
	/** How the process ended, for a person: `exit code 1`. Never rejects. */
	readonly ended: Promise<string>
	/**
	 * Milliseconds that it was kept waiting for a processor of this host: of its threads, the one that waited longest.
	 * 0 where the host does not tell.
	 */
	starved(this: void): Promise<number>
	/** Ends it, waits for it, and for its directories to be removed. Idempotent. */
	kill(): Promise<void>
}

/**
 * Starts `command` in a session of its own (so that ^C on the terminal reaches only the harness) under
 * supervise.sh, with both outputs in `outputFile`. `directories` are removed when it ends.
 */
export async function supervise(options: {
	readonly command: readonly string[]
	readonly directories: readonly string[]
	readonly outputFile: string
}): Promise<Supervised> {
	const output = await open(options.outputFile, 'a')
	try {
		const command = ['sh', script, ...options.directories, '--', ...options.command] as const
		const sh = await startSession(command, { stdout: output.fd, stderr: output.fd })
		const ended = sh.ended.then(({ code, signal }) => (signal ? `signal ${signal}` : describeExit(code)))
		return {
			ended,
			starved: () => starvedBelow(sh.pid),
			async kill() {
				sh.stdin.end()
				await ended
			},
		}
	} catch (cause) {
		throw new HostError('sh could not be started', {
			cause,
			hint: 'Is the machine out of processes or memory?',
		})
	} finally {
		await output.close()
	}
}

/** The command is a child of the supervisor's sh; the watcher beside it sleeps, and waits for nothing. */
async function starvedBelow(pid: number): Promise<number> {
	const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
	const waits = children.split(' ').filter(Boolean).map(waitOf)
	return Math.max(0, ...(await Promise.all(waits)))
}

/** Milliseconds that the threads of a process waited for a processor, at most. proc(5), schedstat: nanoseconds on one, waiting for one, turns. */
export async function waitOf(pid: string | number): Promise<number> {
	const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
	const waits = threads.map(async (thread) => {
		const stat = await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').catch(() => '')
		return Number(stat.split(' ')[1] ?? 0) / 1e6
	})
	return Math.max(0, ...(await Promise.all(waits)))
}

/** The supervisor's sh turns a signal into 128 + its number. */
function describeExit(code: number | null): string {
	return code !== null && code > 128 ? `signal ${code - 128}` : `exit code ${code}`
}
