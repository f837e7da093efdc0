import { constants } from 'node:os'
import type { Client, ClientChannel } from 'ssh2'
import { GuestCommandError } from '#results/errors'
import { withDeadline } from '../host/index.ts'
import { type GuestCommand, commandLine } from './command-line.ts'
import type { ExecOptions } from './guest.ts'

/** The guest is untrusted: what a command may print before the harness gives up on it. */
const maxOutput = 64 * 1024 * 1024
const defaultDeadline = 60_000

export interface RawResult {
	readonly stdout: Buffer
	readonly stderr: Buffer
	readonly code: number
	readonly signal?: string
	readonly ms: number
}

/** A command as a person would type it, short enough for a message. */
export function commandTitle(command: GuestCommand): string {
	const text = typeof command === 'string' ? command : command.join(' ')
	const line = text.trim().split('\n', 1)[0]!
	return line.length > 120 ? `${line.slice(0, 117)}...` : line
}

const signalNumber = (name: string): number =>
	(constants.signals as Record<string, number>)[`SIG${name}`] ?? 0

export async function execOn(
	client: Client,
	lost: AbortSignal,
	command: GuestCommand,
	options: ExecOptions = {},
): Promise<RawResult> {
	const title = `guest command "${commandTitle(command)}"`
	const signal = options.signal ? AbortSignal.any([options.signal, lost]) : lost
	const started = performance.now()
	return withDeadline(title, { deadline: options.deadline ?? defaultDeadline, signal }, async (aborted) => {
		const result = await new Promise<Omit<RawResult, 'ms'>>((resolve, reject) => {
			const refused = (cause: unknown) =>
				reject(
					new GuestCommandError(`${title}: the guest's SSH server did not start it`, {
						cause,
						hint: 'Too many commands at once (sshd MaxSessions), or the guest is going down: see its console.',
					}),
				)
			try {
				client.exec(commandLine(command, options), (error, channel) => {
					if (error) return refused(error)
					// At once: a quick command's exit status may be in the same packet as the answer to this request.
					const kill = () => killCommand(client, channel)
					aborted.addEventListener('abort', kill, { once: true })
					channel.on('close', () => aborted.removeEventListener('abort', kill))
					collect(channel, kill, options.stdin, title).then(resolve, reject)
					if (aborted.aborted) kill()
				})
			} catch (error) {
				refused(error)
			}
		})
		return { ...result, ms: Math.round(performance.now() - started) }
	})
}

/**
 * Closing a channel without a terminal leaves the process running; sshd kills its group on this request.
 * The channel's own signal() does nothing once standard input has ended, which here is nearly always.
 */
function killCommand(client: Client, channel: ClientChannel): void {
	const { _protocol: protocol } = client as unknown as {
		_protocol: { signal(channel: number, name: string): void }
	}
	const { outgoing } = channel as unknown as { outgoing: { id: number; state: string } }
	try {
		if (outgoing.state === 'open' || outgoing.state === 'eof') protocol.signal(outgoing.id, 'KILL')
		channel.close()
	} catch {
		// The connection is gone: sshd ends what it started. Called from an abort, an error would end the harness.
	}
}

function collect(
	channel: ClientChannel,
	kill: () => void,
	stdin: ExecOptions['stdin'],
	title: string,
): Promise<Omit<RawResult, 'ms'>> {
	return new Promise((resolve, reject) => {
		const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
		let size = 0
		let status: { code: number; signal?: string } | undefined
		const fail = (error: unknown) => {
			kill()
			reject(error instanceof Error ? error : new Error(String(error)))
		}
		const keep = (into: Buffer[]) => (chunk: Buffer) => {
			size += chunk.length
			if (size > maxOutput) fail(new GuestCommandError(`${title}: printed more than ${maxOutput} bytes`))
			else into.push(chunk)
		}
		channel.on('data', keep(chunks.stdout))
		channel.stderr.on('data', keep(chunks.stderr))
		channel.on('exit', (code: number | null, name?: string) => {
			const signal = (name ?? 'unknown').replace(/^SIG/, '')
			status = code === null ? { code: 128 + signalNumber(signal), signal } : { code }
		})
		channel.on('error', fail)
		channel.on('close', () => {
			if (typeof stdin === 'object' && 'destroy' in stdin) stdin.destroy()
			if (status === undefined)
				reject(
					new GuestCommandError(`${title}: ended without an exit status`, { hint: 'See the guest console.' }),
				)
			else resolve({ stdout: Buffer.concat(chunks.stdout), stderr: Buffer.concat(chunks.stderr), ...status })
		})
		if (typeof stdin === 'object' && 'pipe' in stdin) stdin.on('error', fail).pipe(channel)
		else channel.end(stdin)
	})
}
