import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { HostError } from '#results/errors'
import { type Bounded, withDeadline } from '../host/wait.ts'

export interface ToolOptions extends Bounded {
	readonly cwd?: string | undefined
	readonly stdin?: string | undefined
	/** Where standard output goes instead of the result. */
	readonly stdoutFile?: string | undefined
}

const defaultDeadline = 120_000

/**
 * Runs a program of the host and returns its standard output.
 * @throws HostError when it is missing or fails, with what it printed; TimeoutError, InterruptedError.
 */
export async function runTool(
	command: string,
	args: readonly string[],
	options: ToolOptions = {},
): Promise<string> {
	const line = [command, ...args].join(' ')
	return withDeadline(
		line,
		{ signal: options.signal, deadline: options.deadline ?? defaultDeadline },
		async (signal) => {
			const child = spawn(command, args, {
				cwd: options.cwd,
				stdio: ['pipe', 'pipe', 'pipe'],
				signal,
				killSignal: 'SIGKILL',
			})
			const ended = new Promise<number | string>((resolve, reject) => {
				child.once('error', reject)
				child.once('close', (code, killedBy) => resolve(code ?? killedBy ?? 'unknown'))
			})
			let stdout = ''
			let stderr = ''
			child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-16_384)))
			// A tool that exits without reading its input makes EPIPE: the exit code says more.
			child.stdin.on('error', () => undefined).end(options.stdin)
			const written =
				options.stdoutFile === undefined
					? void child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
					: pipeline(child.stdout, createWriteStream(options.stdoutFile))
			const [status] = await Promise.all([ended, written]).catch((cause: NodeJS.ErrnoException) => {
				throw new HostError(`${command} could not be run: ${cause.message}`, {
					cause,
					hint:
						cause.code === 'ENOENT'
							? 'Run `rootless-matrix doctor --fix`: it installs what is missing.'
							: 'See the cause.',
				})
			})
			if (status !== 0)
				throw new HostError(`${line} failed with ${status}`, {
					output: stderr || stdout.slice(-16_384),
					hint: 'The output of the tool says why.',
				})
			return stdout
		},
	)
}
