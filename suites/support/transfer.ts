import { randomBytes } from 'node:crypto'
import { GuestCommandError } from '#results/errors'
import { normalAddress } from './answer.ts'
import { CheckFailed } from './outcome.ts'
import type { RunResult, Target, Vantage } from './vantage.ts'

/** Ten mebibytes; the probe's services count in blocks of 64 KiB. */
export const transferBytes = 160 * 65_536

/** One way of a transfer whose hashes were equal on both sides. */
export type Transferred = {
	readonly bytes: number
	/** From the question to the last byte, with the receiving server's hash where bytes go out. */
	readonly ms: number
	readonly mibPerSecond: number
	/** The address of the asker as the server saw it. */
	readonly source: string
}

export interface Transfer {
	/** From the place that asks to the server. */
	readonly out: Transferred
	readonly in: Transferred
}

/** @throws CheckFailed when the bytes of either way did not arrive whole. */
export async function mustTransfer(
	place: Vantage,
	{ host, port }: Target,
	who: string,
	bytes = transferBytes,
): Promise<Transfer> {
	const nonce = randomBytes(8).toString('hex')
	// How long socat waits without a byte: a server that hashes is silent, and an emulated one is slow at it.
	const argv = [`${place.probe}/transfer`, host, String(port), nonce, String(bytes), '20']
	const result = await place.run(argv, { deadline: 90_000 })
	const way = (word: 'put' | 'get') => readTransfer(result, word, { who, nonce, bytes })
	try {
		return { out: way('put'), in: way('get') }
	} catch (error) {
		if (error instanceof CheckFailed) error.message = `${place.name}: ${error.message}`
		throw error
	}
}

interface Asked {
	readonly who: string
	readonly nonce: string
	readonly bytes: number
}

/**
 * Reads one line of what `probe/transfer` printed.
 * @throws CheckFailed when it tells of another server or of other bytes, GuestCommandError when the tool broke.
 */
export function readTransfer(
	{ stdout, stderr, code }: Pick<RunResult, 'stdout' | 'stderr' | 'code'>,
	word: 'put' | 'get',
	{ who, nonce, bytes }: Asked,
): Transferred {
	const line = stdout.split('\n').find((text) => text.startsWith(`${word} `))
	if (code !== 0 || line === undefined)
		throw new GuestCommandError(`The probe's transfer ended with ${code}`, {
			output: stderr.slice(-2000),
			hint: 'Is socat in that place, is /probe whole, and is there room in /dev/shm?',
		})
	const way = word === 'put' ? 'out' : 'in'
	const match = /^\S+ (\S+) (\S+) (\S+) ([0-9a-f]{64}) ([0-9a-f]{64}) (\d+)$/.exec(line)
	if (!match)
		throw new CheckFailed(
			`${bytes} bytes ${way}: no answer with a hash came, found: ${line} (${lastNotice(stderr)})`,
		)
	const [, answered, peer = '', echoed, theirs, ours, centiseconds] = match
	if (answered !== who || echoed !== nonce)
		throw new CheckFailed(
			`${bytes} bytes ${way}: expected "${who}" to answer with our nonce, found: ${answered} ${echoed}`,
		)
	if (theirs !== ours)
		throw new CheckFailed(
			`${bytes} bytes ${way}: the hashes differ, ours is ${ours}, "${who}" has ${theirs} (${lastNotice(stderr)})`,
		)
	const ms = Number(centiseconds) * 10
	const mibPerSecond = Math.round((bytes / 1_048_576 / Math.max(ms / 1000, 0.01)) * 100) / 100
	return { bytes, ms, mibPerSecond, source: normalAddress(peer) }
}

const lastNotice = (stderr: string): string =>
	stderr
		.trim()
		.split('\n')
		.filter((line) => !/ (starting data transfer|exiting with status)/.test(line))
		.at(-1)
		?.replace(/^\S+ \S+ socat\[\d+\] /, '')
		.slice(0, 200) ?? 'the probe said nothing else'
