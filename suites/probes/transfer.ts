import { randomBytes } from 'node:crypto'
import { GuestCommandError } from '#results/errors'
import { normalAddress } from './answer.ts'
import { assertSoundMachine } from '../check/trouble/machine-trouble.ts'
import { morePatience } from '../vantage/patience.ts'
import { endInSocatsWords } from './socat-words.ts'
import type { RunResult, Target, Vantage } from '../vantage/vantage.ts'
import type { Failure } from './wrong-with.ts'

/** Ten mebibytes; the probe's services count in blocks of 64 KiB. */
const transferBytes = 160 * 65_536

/** One direction of a transfer whose hashes were equal on both sides. */
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
	readonly out: Transferred | Failure
	readonly in: Transferred | Failure
}

/** Seconds without a byte: a server that hashes is silent, and an emulated one is slow at it. */
const usualSeconds = 20

/**
 * Both directions are asked, whatever the first came to; and once more, waiting for longer, where the machine is so slow
 * that silence may be slowness.
 */
export async function transferBothWays(
	place: Vantage,
	target: Target,
	who: string,
	bytes = transferBytes,
): Promise<Transfer> {
	const first = await transfer(place, target, { who, bytes, seconds: usualSeconds })
	const silent = [first.out, first.in].some((came) => 'form' in came && came.form.kind === 'timeout')
	const longer = silent ? await morePatience(place, usualSeconds) : undefined
	return longer === undefined ? first : transfer(place, target, { who, bytes, seconds: longer })
}

async function transfer(
	place: Vantage,
	{ host, port }: Target,
	{ who, bytes, seconds }: { readonly who: string; readonly bytes: number; readonly seconds: number },
): Promise<Transfer> {
	const nonce = randomBytes(8).toString('hex')
	const argv = [`${place.probe}/transfer`, host, String(port), nonce, String(bytes), String(seconds)]
	const result = await place.run(argv, { deadline: (2 * seconds + 60) * 1000 })
	const asked = { who, nonce, bytes }
	return { out: readTransfer(result, 'put', asked), in: readTransfer(result, 'get', asked) }
}

interface Asked {
	readonly who: string
	readonly nonce: string
	readonly bytes: number
}

/**
 * Reads one line of what `probe/transfer` printed. Returns what went wrong when it tells of another server or of other bytes.
 * @throws GuestCommandError when the tool broke.
 */
export function readTransfer(
	{ stdout, stderr, code }: Pick<RunResult, 'stdout' | 'stderr' | 'code'>,
	word: 'put' | 'get',
	{ who, nonce, bytes }: Asked,
): Transferred | Failure {
	const line = stdout.split('\n').find((text) => text.startsWith(`${word} `))
	if (code !== 0 || line === undefined)
		throw new GuestCommandError(`The probe's transfer ended with ${code}`, {
			output: stderr.slice(-2000),
			hint: 'Is socat in that place, is /probe whole, and is there room in /dev/shm?',
		})
	assertSoundMachine('the probe', stderr)
	const what = `${bytes} bytes ${word === 'put' ? 'out' : 'in'}`
	// The probe marks where what is said of each direction begins.
	const notices = stderr.split(`-- ${word}\n`)[1]?.split(/^-- /m)[0] ?? stderr
	const { kind, detail } = endInSocatsWords(notices) ?? { kind: 'closed', detail: 'socat says no more' }
	const match = /^\S+ (\S+) (\S+) (\S+) ([0-9a-f]{64}) ([0-9a-f]{64}) (\d+) (\d+)$/.exec(line)
	if (!match)
		return {
			form: { kind },
			words: `${what}: no answer with a hash came, found: ${line.slice(0, 300)} (${detail})`,
		}
	const [, answered = '', peer = '', echoed, theirs, ours, count, centiseconds] = match
	if (answered !== who || echoed !== nonce)
		return {
			form:
				answered === who
					? { kind: 'wrong-answer', found: 'another nonce' }
					: { kind: 'answered', by: answered },
			words: `${what}: expected "${who}" to answer with our nonce, found: ${answered} ${echoed}`,
		}
	// The sum of a part is not that of the whole: what broke off, or stood still, is not damaged.
	if (Number(count) !== bytes) return { form: { kind }, words: `${what}: ${count} of them came (${detail})` }
	if (theirs !== ours)
		return {
			form: { kind: 'damaged' },
			words: `${what}: all came, and the hashes differ: ours is ${ours}, "${who}" has ${theirs} (${detail})`,
		}
	const ms = Number(centiseconds) * 10
	const mibPerSecond = Math.round((bytes / 1_048_576 / Math.max(ms / 1000, 0.01)) * 100) / 100
	return { bytes, ms, mibPerSecond, source: normalAddress(peer) }
}
