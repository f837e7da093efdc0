import type { Answer } from '../../probes/answer.ts'
import { type GracePeriod, type Sentinel, pastasLook } from '../grace-period.ts'

const refused: Answer = { kind: 'refused', detail: 'Connection refused', ms: 5 }

/** A pasta with a clock of its own, which forwards what listens in the namespace only from its next look on. */
export interface FakePasta {
	readonly gracePeriod: GracePeriod
	/** What became of its sentinels: `at TIME`, then `gone`. */
	readonly sentinels: readonly string[]
	/** Something listens in the namespace from now on: when that is. */
	listen(): number
	/** What a port answers that is forwarded to what listens there since then; refused before the look. */
	forwarded(since: number | undefined, answer: Answer): Answer
}

/** It looks when a sentinel is asked for the third time. */
export function fakePasta(): FakePasta {
	let time = 0
	let looked = -Infinity
	let asked = 0
	const sentinels: string[] = []
	const now = () => ++time
	const start = async (): Promise<Sentinel> => {
		sentinels.push(`at ${time}`)
		return {
			async answers() {
				if (++asked % 3 !== 0) return false
				looked = now()
				return true
			},
			[Symbol.asyncDispose]: async () => void sentinels.push('gone'),
		}
	}
	return {
		gracePeriod: pastasLook(start, { now, deadline: 100 }),
		sentinels,
		listen: now,
		forwarded: (since = Infinity, answer) => (looked > since ? answer : refused),
	}
}
