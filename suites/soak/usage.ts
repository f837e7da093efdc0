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

/** Seconds in which the drivers keep an idle flow: pasta a datagram's for three minutes, slirp4netns for four. */
const settles = 300
/** Whose share is noise. */
const [margin, share] = [16, 1.1]

const median = (values: readonly number[]): number =>
	[...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/**
 * The programs that hold more file descriptors towards the end than they did since the middle, each with both numbers.
 * Undefined where the middle comes before idle flows are let go: then growth says nothing.
 */
export function growing(samples: readonly Sample[], seconds: number): readonly string[] | undefined {
	if (seconds / 2 < settles) return undefined
	const within = (from: number, to: number) =>
		samples.filter(({ at }) => at >= from * seconds && at < to * seconds)
	const [middle, late] = [within(0.5, 0.75), within(0.75, Infinity)]
	if (middle.length === 0 || late.length === 0) return undefined
	return Object.keys(late[0]?.programs ?? {}).flatMap((name) => {
		const of = ({ programs }: Sample) => programs[name]?.descriptors ?? 0
		const [before, after] = [median(middle.map(of)), median(late.map(of))]
		return after > before * share + margin ? [`${name} ${before} → ${after}`] : []
	})
}
