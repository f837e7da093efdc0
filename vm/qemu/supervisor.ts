import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { HostError } from '#results/errors'

const script = fileURLToPath(new URL('supervise.sh', import.meta.url))

/** A process that dies with this one, even when this one is killed with SIGKILL. */
export interface Supervised {
	/** How the process ended, for a person: `exit code 1`. Never rejects. */
	readonly ended: Promise<string>
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
		const child = spawn('sh', [script, ...options.directories, '--', ...options.command], {
			stdio: ['pipe', output.fd, output.fd],
			detached: true,
		})
		const ended = new Promise<string>((resolve) => {
			child.once('close', (code, signal) => resolve(signal ? `signal ${signal}` : describeExit(code)))
		})
		child.stdin!.on('error', () => undefined)
		await once(child, 'spawn')
		return {
			ended,
			async kill() {
				child.stdin!.end()
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

/** The supervisor's sh turns a signal into 128 + its number. */
function describeExit(code: number | null): string {
	return code !== null && code > 128 ? `signal ${code - 128}` : `exit code ${code}`
}
