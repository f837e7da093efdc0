import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const bin = join(import.meta.dirname, '../../cli/bin.js')

export interface CliProcess {
	readonly child: ChildProcess
	/** Everything printed so far, both streams. */
	output(): string
	/** Resolves when the output matches; rejects when the process ends before it does. */
	printed(pattern: RegExp): Promise<void>
	/** The exit code, or the name of the signal that ended it. */
	readonly ended: Promise<number | string>
}

/** The command line tool as a user starts it: a process of its own, in a process group of its own. */
export function startCli(
	args: readonly string[],
	env: NodeJS.ProcessEnv = {},
	/** A command that runs what follows it. */
	through: readonly string[] = [],
): CliProcess {
	const [program = process.execPath, ...rest] = [...through, process.execPath, bin, ...args]
	const child = spawn(program, rest, {
		env: { ...process.env, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
		detached: true,
	})
	let text = ''
	const waiting = new Set<() => void>()
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding('utf8').on('data', (chunk: string) => {
			text += chunk
			for (const look of waiting) look()
		})
	const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
	return {
		child,
		ended,
		output: () => text,
		printed: (pattern) =>
			new Promise((resolve, reject) => {
				const look = () => {
					if (!pattern.test(text)) return
					waiting.delete(look)
					resolve()
				}
				waiting.add(look)
				look()
				void ended.then((how) =>
					reject(new Error(`ended with ${how} before it printed ${String(pattern)}:\n${text}`)),
				)
			}),
	}
}

/** Processes of this host whose command line mentions `text`: `pid command`. */
export async function processesThatMention(text: string): Promise<string[]> {
	const found: string[] = []
	for (const pid of await readdir('/proc')) {
		if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue
		const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
		if (line.includes(text)) found.push(`${pid} ${line.replaceAll('\0', ' ').slice(0, 200)}`)
	}
	return found
}

/** Polls until `look` gives true; false when `seconds` have passed. */
export async function eventually(seconds: number, look: () => Promise<boolean>): Promise<boolean> {
	const end = Date.now() + seconds * 1000
	while (Date.now() < end) {
		if (await look()) return true
		await new Promise((resolve) => setTimeout(resolve, 200))
	}
	return look()
}
