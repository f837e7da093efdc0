import { constants } from 'node:os'
import type { Client, ClientChannel, PseudoTtyOptions } from 'ssh2'
import { GuestCommandError } from '#results/errors'
import { abortError } from '../host/index.ts'
import { commandLine, type GuestCommand } from './command-line.ts'
import { commandTitle } from './exec.ts'
import type { AttachedEnd, AttachOptions, TerminalOptions, TerminalSize } from './terminal.ts'

const windowOf = ({ rows, columns }: TerminalSize): PseudoTtyOptions => ({
	rows,
	cols: columns,
	width: 0,
	height: 0,
})

/**
 * Runs a command with the caller's own streams, for as long as it takes.
 * @throws GuestCommandError when the guest is gone or does not start it; InterruptedError.
 */
export async function attachTo(
	client: Client,
	lost: AbortSignal,
	command: GuestCommand,
	{ signal, stdin, stdout, stderr, terminal, ...context }: AttachOptions,
): Promise<AttachedEnd> {
	const title = `guest command "${commandTitle(command)}"`
	const line = commandLine(command, context)
	const ends = signal ? AbortSignal.any([signal, lost]) : lost
	if (ends.aborted) throw abortError(title, ends)
	const asUser = terminal !== undefined && context.user === 'rootless'
	const { channel, ended } = await start(client, title, asUser ? `${ownTerminal}; ${line}` : line, terminal)
	const abort = () => channel.close()
	ends.addEventListener('abort', abort, { once: true })
	using _resize = terminal?.onResize?.((size) => {
		const { rows, columns } = size
		channel.setWindow(rows, columns, 0, 0)
	})
	try {
		const end = await pipeThrough(channel, ended, { stdin, stdout, stderr })
		if (ends.aborted) throw abortError(title, ends)
		if (end) return end
		throw new GuestCommandError(`${title}: ended without an exit status`, { hint: 'See the guest console.' })
	} finally {
		ends.removeEventListener('abort', abort)
	}
}

/** sshd makes the terminal root's, and whoever the command runs as could not open it again by its name. */
const ownTerminal = 'chown rootless "$(tty)" 2>/dev/null'

interface Started {
	readonly channel: ClientChannel
	/** Undefined when it ended without telling how. */
	readonly ended: Promise<AttachedEnd | undefined>
}

function endOf(channel: ClientChannel): Promise<AttachedEnd | undefined> {
	let end: AttachedEnd | undefined
	channel.on('exit', (code: number | null, name?: string) => {
		const signal = (name ?? 'unknown').replace(/^SIG/, '')
		const number = (constants.signals as Record<string, number>)[`SIG${signal}`] ?? 0
		end = code === null ? { code: 128 + number, signal } : { code }
	})
	channel.on('error', () => undefined)
	return new Promise((resolve) => channel.once('close', () => resolve(end)))
}

function start(
	client: Client,
	title: string,
	line: string,
	terminal: TerminalOptions | undefined,
): Promise<Started> {
	return new Promise((resolve, reject) => {
		const refused = (cause: unknown) =>
			reject(
				new GuestCommandError(`${title}: the guest's SSH server did not start it`, {
					cause,
					hint: 'Is the guest going down? See its console.',
				}),
			)
		const options = terminal ? { pty: { ...windowOf(terminal.size), term: terminal.term } } : {}
		try {
			client.exec(line, options, (error, channel) => {
				if (error) refused(error)
				// At once: a quick command's exit status may be in the same packet as the answer to this request.
				else resolve({ channel, ended: endOf(channel) })
			})
		} catch (error) {
			refused(error)
		}
	})
}

async function pipeThrough(
	channel: ClientChannel,
	ended: Started['ended'],
	{ stdin, stdout, stderr }: Pick<AttachOptions, 'stdin' | 'stdout' | 'stderr'>,
): Promise<AttachedEnd | undefined> {
	// A reader that has gone away (`| head`) ends the command, as it would here.
	const gone = () => channel.close()
	stdout.on('error', gone)
	channel.pipe(stdout, { end: false })
	channel.stderr.pipe(stderr, { end: false })
	stdin.pipe(channel)
	try {
		return await ended
	} finally {
		stdin.unpipe(channel)
		// A terminal that nobody reads from must not keep the process.
		stdin.pause()
		stdout.off('error', gone)
	}
}
