import { randomBytes } from 'node:crypto'
import { formText } from '#results'
import { GuestCommandError } from '#results/errors'
import type { Recorder } from '../check/recorder.ts'
import type { Failure } from './wrong-with.ts'
import { assertSoundMachine } from '../check/trouble/machine-trouble.ts'
import { morePatience } from '../vantage/patience.ts'
import type { RunResult, Target, Vantage } from '../vantage/vantage.ts'

/** What became of one datagram and of the server's answer of the same size. */
export type Datagram = { readonly size: number } & (
	| { readonly kind: 'lost' }
	| {
			readonly kind: 'arrived'
			readonly who: string
			readonly bytesThere: number
			readonly bytesBack: number
	  }
	/** Something came back that tells of another datagram. */
	| { readonly kind: 'damaged'; readonly answer: string }
)

const usualSeconds = 6

/**
 * Sends a datagram of each size to a probe server, which answers with as many bytes; and once more, waiting for longer, where
 * the machine is so slow that what is lost may be late.
 */
export async function exchangeDatagrams(
	place: Vantage,
	target: Target,
	sizes: readonly number[],
): Promise<Datagram[]> {
	const datagrams = await exchange(place, target, sizes, usualSeconds)
	if (!datagrams.some(({ kind }) => kind === 'lost')) return datagrams
	const longer = await morePatience(place, usualSeconds)
	return longer === undefined ? datagrams : exchange(place, target, sizes, longer)
}

async function exchange(
	place: Vantage,
	{ host, port }: Target,
	sizes: readonly number[],
	seconds: number,
): Promise<Datagram[]> {
	const nonce = randomBytes(8).toString('hex')
	const argv = [`${place.probe}/datagrams`, host, String(port), nonce, String(seconds), ...sizes.map(String)]
	const result = await place.run(argv, { deadline: (sizes.length * seconds * 2 + 30) * 1000 })
	return readDatagrams(result, sizes, nonce)
}

/**
 * Reads what `probe/datagrams` printed: SIZE SENT-SHA256 [BACK-BYTES WHO PEER NONCE BYTES SHA256] a line.
 * @throws GuestCommandError when a size has no line: the tool broke.
 */
export function readDatagrams(
	{ stdout, stderr, code }: Pick<RunResult, 'stdout' | 'stderr' | 'code'>,
	sizes: readonly number[],
	nonce: string,
): Datagram[] {
	assertSoundMachine('the probe', stderr)
	const lines = stdout.split('\n').map((line) => line.split(' '))
	return sizes.map((size) => {
		const line = lines.find(([first]) => first === String(size))
		const [, sent, back, who = '', , echoed, there, theirs] = line ?? []
		if (code !== 0 || sent === undefined || !/^[0-9a-f]{64}$/.test(sent))
			throw new GuestCommandError(`The probe's datagrams ended with ${code}, without one of ${size} bytes`, {
				output: stderr.slice(-2000),
				hint: 'Is socat in that place, is /probe whole, and is there room in /dev/shm?',
			})
		if (back === undefined || back === '') return { kind: 'lost', size }
		const whole = echoed === nonce && theirs === sent && Number(back) === size && Number(there) === size
		return whole
			? { kind: 'arrived', size, who, bytesThere: Number(there), bytesBack: Number(back) }
			: { kind: 'damaged', size, answer: (line ?? []).slice(2).join(' ').slice(0, 200) }
	})
}

/** Records what became of each, and takes down those that `who` did not send back whole. */
export function noteDatagrams(record: Recorder, datagrams: readonly Datagram[], who: string): void {
	for (const datagram of datagrams) {
		const { size, kind } = datagram
		record.observe(`udp.${size}`, kind)
		record.way(`udp.${size}`, trouble(datagram, who))
	}
}

function trouble(datagram: Datagram, who: string): Failure | undefined {
	const { size, kind } = datagram
	if (kind !== 'arrived') return { form: { kind }, words: `a UDP datagram of ${size} bytes: ${kind}` }
	if (datagram.who === who) return undefined
	const by = formText(datagram.who)
	return { form: { kind: 'answered', by }, words: `a UDP datagram of ${size} bytes: answered by ${by}` }
}
