import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { HostError, TimeoutError } from '#results/errors'

/** What a confined program may use. */
export interface Confinement {
	/** Seconds of processor time. */
	readonly cpuSeconds?: number | undefined
	/** Bytes of each file that it writes; none, unless this is said. */
	readonly maxFileBytes?: number | undefined
	readonly signal?: AbortSignal | undefined
	/** Milliseconds. */
	readonly deadline?: number | undefined
}

export interface ConfinedProgram {
	readonly stdout: Readable
	/** Settles when the program has ended. Its exit code; the end of what it said on standard error. */
	readonly ended: Promise<{ readonly status: number | string; readonly stderr: string }>
	readonly stop: () => void
}

const defaultDeadline = 120_000
const nobody = '65534'
const addressSpace = 2 * 1024 ** 3

/**
 * Starts a program that reads what strangers made: on its standard input, to its standard output. It may write
 * nothing into a file (but with `maxFileBytes`, where nobody may), has no privileges (as root it becomes nobody) and little memory, and ends with its deadline.
 * The caller drains or destroys `stdout`.
 * @throws HostError when this process may open no more files.
 */
export function startConfined(
	[program, ...args]: readonly [string, ...string[]],
	stdin: Readable,
	{ cpuSeconds = 120, maxFileBytes = 0, signal, deadline = defaultDeadline }: Confinement = {},
): ConfinedProgram {
	const limits = [
		`--cpu=${cpuSeconds}`,
		`--fsize=${maxFileBytes}`,
		'--core=0',
		'--nofile=64',
		`--as=${addressSpace}`,
	]
	const drop =
		process.getuid?.() === 0
			? [
					'setpriv',
					`--reuid=${nobody}`,
					`--regid=${nobody}`,
					'--clear-groups',
					'--bounding-set=-all',
					'--inh-caps=-all',
					'--no-new-privs',
					'--',
				]
			: ['setpriv', '--no-new-privs', '--']
	const child = spawn('prlimit', [...limits, ...drop, program, ...args], {
		cwd: '/',
		env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
		stdio: ['pipe', 'pipe', 'pipe'],
		signal,
		killSignal: 'SIGKILL',
	})
	const unstarted = (cause?: Error) =>
		new HostError(`${program} could not be started: ${cause?.message ?? 'no file can be opened'}`, {
			cause,
			hint: 'Run `rootless-matrix doctor --fix`: it installs what is missing. Or is the machine out of processes or file descriptors?',
		})
	// Out of file descriptors, it has no streams.
	if ((child.stdout as Readable | undefined) === undefined) {
		child.once('error', () => undefined)
		throw unstarted()
	}
	let stderr = ''
	child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4096)))
	// A program that has seen enough ends first: what its input says then is of no interest.
	child.stdin.on('error', () => stdin.destroy())
	stdin.on('error', () => child.kill('SIGKILL'))
	stdin.pipe(child.stdin)
	let late = false
	const timer = setTimeout(() => {
		late = true
		child.kill('SIGKILL')
	}, deadline)
	const ended = new Promise<{ status: number | string; stderr: string }>((resolve, reject) => {
		child.once('error', (cause) => reject(unstarted(cause)))
		child.once('close', (code, killedBy) => {
			if (late) reject(new TimeoutError(`${program}: no result within ${deadline / 1000} s`))
			else resolve({ status: code ?? killedBy ?? 'unknown', stderr: stderr.trim() })
		})
	}).finally(() => {
		clearTimeout(timer)
		stdin.destroy()
	})
	// Whoever reads the output may fail before it comes to ask for the end.
	ended.catch(() => child.stdout.destroy())
	return { stdout: child.stdout, ended, stop: () => void child.kill('SIGKILL') }
}
