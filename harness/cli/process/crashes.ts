import { fstatSync, writeSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { HostError } from '#results/errors'
import { describeFailure } from './failure.ts'

/** The process, as far as it tells of its own end. */
interface CrashSource {
	on(event: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown
	on(event: 'exit', listener: () => void): unknown
	exitCode?: number | string | null | undefined
}

/** A stream that a verb writes to. */
interface OutputStream {
	on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown
	write(text: string): unknown
	readonly isTTY?: boolean | undefined
}

export interface CrashOptions {
	readonly source: CrashSource
	readonly stdout: OutputStream
	readonly stderr: OutputStream
	readonly debug: boolean
}

/** What escaped every `catch`. */
export interface Crashes {
	/** Aborts at the first one, with what was thrown. */
	readonly signal: AbortSignal
	readonly report: (error: unknown) => void
}

/** The harness or its machine broke. Node's own codes are 1, which is a failed check here, and 7 and 13. */
const BROKEN = 3
const UNSETTLED = 13

/** Whoever read the stream has seen enough (`plan | head`), or its terminal is closed. EIO of a file is its disk's. */
const isReaderGone = ({ code }: NodeJS.ErrnoException, { isTTY = false }: OutputStream): boolean =>
	code === 'EPIPE' || code === 'ECONNRESET' || (code === 'EIO' && isTTY)

/**
 * Makes every way in which the process can break end with 3 and a sentence. A run gets the time to shut its VMs down and
 * to record what has ended; its event log is whole in any case. Stays for the life of the process.
 */
export function watchCrashes({ source, stdout, stderr, debug }: CrashOptions): Crashes {
	const controller = new AbortController()
	const report = (error: unknown): void => {
		source.exitCode = BROKEN
		if (controller.signal.aborted) return
		// First, so that an error of writing the sentence finds it done.
		controller.abort(error)
		stderr.write(describeFailure(error, debug))
	}
	source.on('uncaughtException', report)
	source.on('unhandledRejection', report)
	const onError = (name: string, stream: OutputStream) => (cause: NodeJS.ErrnoException) => {
		if (isReaderGone(cause, stream)) return
		report(
			new HostError(`Cannot write to ${name}.`, {
				cause,
				hint: 'What was printed is not complete. A run is continued with --resume.',
			}),
		)
	}
	stdout.on('error', onError('standard output', stdout))
	stderr.on('error', onError('standard error', stderr))
	source.on('exit', () => {
		if (controller.signal.aborted) source.exitCode = BROKEN
		// Node sets it in a listener of its own, so it is not what this one is called with.
		if (source.exitCode !== UNSETTLED) return
		source.exitCode = BROKEN
		// Nothing asynchronous is written any more.
		writeSync(
			2,
			'rootless-matrix: ended too early: what it waited for can no longer happen. This is a bug.\n',
		)
	})
	return { signal: controller.signal, report }
}

/**
 * Has a stream to a file write all of it, or fail. Node writes to a file once and takes what a full disk, or a limit, left out
 * for written: whoever reads the file would not know.
 */
export function writeWhole(stream: Writable & { readonly fd?: number | undefined }): void {
	const { fd } = stream
	if (fd === undefined || !fstatSync(fd).isFile()) return
	stream._write = (chunk: Buffer, _encoding, done) => {
		try {
			// What cannot be written at all is an error of the next call.
			for (let at = 0; at < chunk.length;) at += writeSync(fd, chunk, at)
		} catch (error) {
			done(error as Error)
			return
		}
		done()
	}
}
