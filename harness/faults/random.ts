import { createHash } from 'node:crypto'

/** Numbers that depend on the seed and the injection's number alone: any injection can be repeated by itself. */
export interface Random {
	/** A whole number from 0, below `limit`. */
	below(limit: number): number
	pick<T>(from: readonly T[]): T
	chance(probability: number): boolean
}

export function randomFor(seed: number, number: number): Random {
	let count = 0
	const next = (): number => {
		const digest = createHash('sha256').update(`${seed} ${number} ${count++}`).digest()
		return digest.readUInt32BE() / 2 ** 32
	}
	const below = (limit: number) => Math.floor(next() * limit)
	return {
		below,
		pick: (from) => {
			const picked = from[below(from.length)]
			if (picked === undefined) throw new RangeError('There is nothing to pick from.')
			return picked
		},
		chance: (probability) => next() < probability,
	}
}
