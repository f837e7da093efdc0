import { GuestCommandError } from '#results/errors'

/** What the processes of one name hold together. */
interface Held {
	readonly descriptors: number
	/** Of resident memory. */
	readonly kib: number
}

/** What the stack holds at one time, by the names of its programs. */
export interface Sample {
	/** Seconds from the start. */
	readonly at: number
	readonly programs: Readonly<Record<string, Held>>
}

/** Reads what `stack-usage` printed. @throws GuestCommandError when no daemon is among it. */
export function readUsage(text: string, at: number): Sample {
	const programs: Record<string, Held> = {}
	for (const [, name = '', descriptors, kib] of text.matchAll(/^(\S+) (\d+) (\d+)$/gm)) {
		const before = programs[name] ?? { descriptors: 0, kib: 0 }
		programs[name] = {
			descriptors: before.descriptors + Number(descriptors),
			kib: before.kib + Number(kib),
		}
	}
	if (!programs['dockerd'])
		throw new GuestCommandError('The guest does not show what its dockerd holds', {
			output: text.slice(-2000),
		})
	return { at, programs }
}

/** As a report has it: the times, and a series of each program's, where it ran. */
export function seriesOf(samples: readonly Sample[]) {
	const names = [...new Set(samples.flatMap(({ programs }) => Object.keys(programs)))].sort()
	const series = (of: keyof Held) =>
		Object.fromEntries(names.map((name) => [name, samples.map(({ programs }) => programs[name]?.[of] ?? 0)]))
	return {
		seconds: samples.map(({ at }) => at),
		descriptors: series('descriptors'),
		kib: series('kib'),
	}
}

/** Descriptors that come and go by themselves. */
const margin = 16

/**
 * The programs that hold more file descriptors at the last sample than at the first, each with both numbers. Between them
 * idle flows have to be let go: while questions are asked, what is held goes with their rate, and so with the machine's load.
 */
export function leaking([first, ...others]: readonly Sample[]): readonly string[] {
	const last = others.at(-1)
	return Object.entries(last?.programs ?? {}).flatMap(([name, { descriptors }]) => {
		const before = first?.programs[name]?.descriptors ?? 0
		return descriptors > before + margin ? [`${name} ${before} → ${descriptors}`] : []
	})
}
