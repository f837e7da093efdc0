import { mkdir, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { InterruptedError } from '#results'
import { askAgain, syncFolder } from '#vm/host'
import { ArtifactFault, explainFullDisk, type FaultReason } from '../fault.ts'
import { parseAddress, shownUrl } from './address.ts'
import { attempt, type Attempted, type OnProgress, retryAfter } from './attempt.ts'
import { Partial } from './partial.ts'

/** All in milliseconds. */
export interface DownloadLimits {
	/** Until the answer's headers. */
	readonly connectMs: number
	/** For each 16 KiB of data, or what is left of it. */
	readonly stallMs: number
	readonly deadlineMs: number
	/** The pauses before the second try, the third, …: as many tries in a row without progress as there are pauses. */
	readonly retryDelaysMs: readonly number[]
}

const defaultLimits: DownloadLimits = {
	connectMs: 15_000,
	stallMs: 30_000,
	deadlineMs: 30 * 60_000,
	retryDelaysMs: [1000, 4000, 10_000],
}

export interface DownloadRequest {
	/** http or https. Proxies of the environment are not used: a mirror is named instead. */
	readonly url: string
	/** The final name. Until everything is there it is `<into>.part`, which a later download goes on with. */
	readonly into: string
	/** What is larger is refused before, or while, it arrives. */
	readonly maxBytes: number
	/** Where it is known, an answer without a length is accepted, and something else is refused. */
	readonly sha256?: string | undefined
	readonly signal?: AbortSignal | undefined
	readonly onProgress?: OnProgress | undefined
	readonly log?: ((message: string) => void) | undefined
	readonly limits?: globalThis.Partial<DownloadLimits>
}

export interface Downloaded {
	readonly path: string
	/** Where it came from in the end, without credentials. */
	readonly url: string
	readonly size: number
	readonly sha256: string
}

/** What may be different the next moment. Everything else is an answer, and asking again is no cure. */
const worthAnotherTry: readonly FaultReason[] = ['server-error', 'no-answer', 'broken-transfer', 'stalled']
const useless: readonly FaultReason[] = ['disk-full', 'too-large']
const MAX_PAUSE_MS = 60_000
const MAX_TRIES = 30

/**
 * Brings one file from an address to a path: whole, flushed and renamed, or not at all.
 * @throws ArtifactFault with the address, the cause and what to do; InterruptedError.
 */
export async function download(request: DownloadRequest): Promise<Downloaded> {
	const { into } = request
	const url = parseAddress(request.url)
	const limits = { ...defaultLimits, ...request.limits }
	const part = new Partial(into)
	await mkdir(dirname(into), { recursive: true })
	try {
		const got = await untilItWorks(url, part, limits, request)
		await rename(part.path, into)
		await part.forgetNotes()
		await syncFolder(dirname(into))
		return { path: into, url: shownUrl(url), size: got.size, sha256: got.sha256 }
	} catch (error) {
		if (request.signal?.aborted)
			throw new InterruptedError(`Stopped while downloading ${shownUrl(url)}.`, { cause: error })
		const explained = explainFullDisk(error, shownUrl(url))
		// A half that fills the disk is in everybody's way, also of the next try; one that is too large is of no use.
		if (explained instanceof ArtifactFault && useless.includes(explained.reason)) await part.remove()
		throw explained
	}
}

async function untilItWorks(
	url: URL,
	part: Partial,
	limits: DownloadLimits,
	{ signal, onProgress, log, maxBytes, sha256 }: DownloadRequest,
): Promise<Attempted> {
	const deadline = AbortSignal.timeout(limits.deadlineMs)
	const either = AbortSignal.any([deadline, ...(signal ? [signal] : [])])
	const oneTry = () =>
		attempt({
			...limits,
			url,
			part,
			signal: either,
			onProgress: onProgress ?? (() => {}),
			maxBytes,
			isSumKnown: sha256 !== undefined,
		})
	let fruitless = 0
	let before = (await part.resumable(url.href))?.size ?? 0
	return askAgain(oneTry, {
		signal: either,
		async pauseAfter({ error, tries }) {
			signal?.throwIfAborted()
			if (deadline.aborted) throw tooLate(url, limits, error)
			if (!(error instanceof ArtifactFault) || !worthAnotherTry.includes(error.reason)) throw error
			const after = (await part.resumable(url.href))?.size ?? 0
			fruitless = after > before ? 1 : fruitless + 1
			before = after
			const pause = limits.retryDelaysMs[fruitless - 1]
			if (pause === undefined || tries >= MAX_TRIES) throw gaveUp(error, tries)
			const wanted = Math.min(Math.max(pause, retryAfter.get(error) ?? 0), MAX_PAUSE_MS)
			log?.(`${error.message} Try ${tries + 1} follows in ${wanted / 1000} s.`)
			return wanted
		},
		stopped({ error }) {
			signal?.throwIfAborted()
			return tooLate(url, limits, error)
		},
	})
}

const tooLate = (url: URL, { deadlineMs }: DownloadLimits, cause: unknown) =>
	new ArtifactFault('deadline', `${shownUrl(url)} did not arrive within ${deadlineMs / 1000} s.`, {
		cause,
		hint: 'What has arrived is kept; run it again to go on, or name a nearer mirror.',
	})

const gaveUp = (fault: ArtifactFault, tries: number) =>
	new ArtifactFault(
		fault.reason,
		`${fault.message.replace(/\.$/, '')} (${tries} ${tries === 1 ? 'try' : 'tries'}).`,
		{
			cause: fault.cause,
			...(fault.hint ? { hint: fault.hint } : {}),
		},
	)
