import type { FileHandle } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { ArtifactFault, systemCode } from '../fault.ts'
import { shownUrl } from './address.ts'
import { type Partial, validatorOf } from './partial.ts'
import { ask, statusFault } from './response.ts'
import { Watchdog } from './watchdog.ts'

/** Received bytes, and how many there will be where the server says. */
export type OnProgress = (received: number, total: number | undefined) => void

export interface AttemptOptions {
	readonly url: URL
	readonly part: Partial
	readonly signal: AbortSignal
	readonly onProgress: OnProgress
	/** More than this is not what was asked for. */
	readonly maxBytes: number
	/** Whether the sum is known beforehand; without it, an answer has to say where it ends. */
	readonly isSumKnown: boolean
	/** Milliseconds until the answer's headers, and for each few KiB of data. */
	readonly connectMs: number
	readonly stallMs: number
}

/** What has to arrive before a server is thought to have stalled: 0.5 KiB/s by the usual limits. */
const LEAST_BYTES = 16 * 1024

export type Attempted = { readonly sha256: string; readonly size: number; readonly url: URL }

/** A server's wish when to come again, on a fault that is worth another try. */
export const retryAfter = new WeakMap<ArtifactFault, number>()

/** One try: asks for the rest where there is a beginning, else for everything, and writes it to the partial file. */
export async function attempt(options: AttemptOptions): Promise<Attempted> {
	const { url, part } = options
	const begun = await part.resumable(url.href)
	const connecting = () =>
		new ArtifactFault(
			'unreachable',
			`${shownUrl(url)} did not answer within ${options.connectMs / 1000} s.`,
			{
				hint: 'Name a mirror or a directory of files (ROOTLESS_MATRIX_DOCKER_MIRROR).',
			},
		)
	const stalled = () =>
		new ArtifactFault(
			'stalled',
			`${shownUrl(url)} sent less than ${LEAST_BYTES / 1024} KiB in ${options.stallMs / 1000} s.`,
			{
				hint: 'Try again later, or name another mirror.',
			},
		)
	let answered = false
	using watchdog = new Watchdog(options.connectMs, () => (answered ? stalled() : connecting()))
	const signal = AbortSignal.any([options.signal, watchdog.signal])
	const headers: Record<string, string> = begun
		? { range: `bytes=${begun.size}-`, 'if-range': begun.validator }
		: {}
	const answer = await ask(url, headers, signal)
	answered = true
	watchdog.feed(options.stallMs)
	const { response } = answer
	try {
		if (begun && response.statusCode === 416) {
			// The beginning is longer than the file, or all of it: not worth finding out which.
			await part.remove()
			throw new ArtifactFault('broken-transfer', `${shownUrl(url)} cannot go on at byte ${begun.size}.`)
		}
		const offset = begun && continuesAt(response, begun.size) ? begun.size : 0
		if (response.statusCode !== 200 && offset === 0) throw refused(answer.url, response)
		if (offset === 0) refuseHtml(url, response)
		refuseEndless(response, offset, options)
		const opened =
			offset > 0 ? await part.resume(offset) : await part.startOver(url.href, validatorOf(response))
		const size = await receive(response, { ...opened, offset, signal, watchdog, options })
		return { sha256: opened.hash.digest('hex'), size, url: answer.url }
	} finally {
		response.destroy()
	}
}

const continuesAt = (response: IncomingMessage, size: number) =>
	response.statusCode === 206 && response.headers['content-range']?.startsWith(`bytes ${size}-`) === true

function refused(url: URL, response: IncomingMessage): ArtifactFault {
	const fault = statusFault(url, response.statusCode ?? 0, response.statusMessage ?? '')
	const seconds = Number(response.headers['retry-after'])
	if (Number.isFinite(seconds)) retryAfter.set(fault, seconds * 1000)
	return fault
}

const htmlFault = (url: URL) =>
	new ArtifactFault('html-page', `${shownUrl(url)} gave a web page instead of the file.`, {
		hint: 'A log-in page or a portal of the network stands in between; open the address in a browser, or name a mirror.',
	})

function refuseHtml(url: URL, response: IncomingMessage): void {
	if (/^(text\/html|application\/xhtml)/i.test(response.headers['content-type'] ?? '')) throw htmlFault(url)
}

const tooLarge = (url: URL, maxBytes: number) =>
	new ArtifactFault('too-large', `${shownUrl(url)} gives more than ${maxBytes} bytes.`, {
		hint: 'This is not what its name says, or it is meant to fill the disk. Name another mirror.',
	})

/**
 * An answer that ends with the connection cannot be told from one that was cut off, and its sum would be pinned. A
 * chunked one has an end of its own, which Node checks.
 */
function refuseEndless(
	{ headers }: IncomingMessage,
	offset: number,
	{ url, maxBytes, isSumKnown }: AttemptOptions,
): void {
	const length = lengthOf(headers['content-length'])
	if (length !== undefined && offset + length > maxBytes) throw tooLarge(url, maxBytes)
	const isChunked = /\bchunked\b/i.test(headers['transfer-encoding'] ?? '')
	if (length !== undefined || isChunked || isSumKnown) return
	throw new ArtifactFault('no-length', `${shownUrl(url)} does not say how long the file is.`, {
		hint: 'A file that was cut off could not be told from a whole one: name a mirror that sends a Content-Length.',
	})
}

const lengthOf = (header: string | undefined): number | undefined =>
	header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined

interface Receiving {
	readonly file: FileHandle
	readonly hash: { update(chunk: Buffer): unknown }
	readonly offset: number
	readonly signal: AbortSignal
	readonly watchdog: Watchdog
	readonly options: AttemptOptions
}

async function receive(response: IncomingMessage, receiving: Receiving): Promise<number> {
	const { file, hash, offset, signal, watchdog, options } = receiving
	const length = lengthOf(response.headers['content-length'])
	const total = length === undefined ? undefined : offset + length
	let received = offset
	let unfed = 0
	try {
		for await (const chunk of response as AsyncIterable<Buffer>) {
			unfed += chunk.length
			// One that sends a byte now and then would hold a run for hours.
			if (unfed >= LEAST_BYTES) {
				watchdog.feed()
				unfed = 0
			}
			// Some portals call their page application/octet-stream; no archive or program begins like one.
			if (received === 0 && /^\s*<(!doctype|html|\?xml)/i.test(chunk.subarray(0, 64).toString('latin1')))
				throw htmlFault(options.url)
			if (received + chunk.length > options.maxBytes) throw tooLarge(options.url, options.maxBytes)
			hash.update(chunk)
			await writeAll(file, chunk, received)
			received += chunk.length
			options.onProgress(received, total)
		}
		if (total !== undefined && received !== total) throw cutOff(options.url, received)
		await file.sync()
	} catch (error) {
		if (signal.aborted) throw signal.reason
		if (systemCode(error) !== 'ECONNRESET') throw error
		throw cutOff(options.url, received, error)
	} finally {
		await file.close()
	}
	return received
}

const cutOff = (url: URL, received: number, cause?: unknown) =>
	new ArtifactFault('broken-transfer', `${shownUrl(url)}: the connection broke after ${received} bytes.`, {
		cause,
		hint: 'What has arrived is kept: the next try continues from there if the server can.',
	})

async function writeAll(file: FileHandle, chunk: Buffer, position: number): Promise<void> {
	for (let done = 0; done < chunk.length;) {
		const { bytesWritten } = await file.write(chunk, done, chunk.length - done, position + done)
		done += bytesWritten
	}
}
