// @ts-check
/** @import { PageCell, PageData } from '../../page-data.ts' */

/** Something that took time: where it begins, and for how long, in milliseconds. @typedef {{ readonly at: number, readonly ms: number }} Span */
/** @typedef {Span & { readonly place: number }} Phase a place in the page's strings */
/** @typedef {Span & { readonly id: string, readonly letter: string, readonly lane: number }} Asked */

/** One behind the other, from a time on: of what did not say when it was. @template {{ readonly ms: number }} T @param {readonly T[]} all @param {number} from @returns {(T & Span)[]} */
function behind(all, from) {
	let at = from
	return all.map((one) => {
		const placed = { ...one, at }
		at += one.ms
		return placed
	})
}

/**
 * Gives each the first lane that is free when it begins: those that ran side by side are seen side by side.
 * @template {Span} T @param {readonly T[]} all @returns {(T & { lane: number })[]}
 */
export function inLanes(all) {
	/** When each lane is free again. @type {number[]} */
	const free = []
	return [...all]
		.sort((a, b) => a.at - b.at)
		.map((one) => {
			const found = free.findIndex((until) => until <= one.at)
			const lane = found < 0 ? free.length : found
			free[lane] = one.at + one.ms
			return { ...one, lane }
		})
}

/** The phases and checks of a cell's last attempt, at their times where the record has them. @param {PageData} data @param {PageCell} cell @returns {{ phases: Phase[], asked: Asked[], end: number }} */
export function timesOf(data, cell) {
	const named = cell.phases.map(([place, ms, at]) => ({ place, ms, at }))
	const known = named.every(({ at }) => at >= 0)
	const phases = known ? named : behind(named, 0)
	let recorded = 0
	const all = data.checks.flatMap(({ id }, check) => {
		const letter = cell.checks[check] ?? '.'
		if (letter === '.' || letter === 's') return []
		const [ms, at] = [cell.ms[recorded] ?? 0, cell.after?.[recorded] ?? -1]
		recorded++
		return [{ id, letter, ms, at: at * 100 }]
	})
	const suites = phases.find(({ place }) => data.strings[place] === 'suites')
	// Those of an earlier attempt have no time in this one.
	const timed = all.filter(({ at }) => at >= 0)
	const asked = inLanes(known && timed.length > 0 ? timed : behind(all, suites?.at ?? 0))
	const end = Math.max(0, ...[...phases, ...asked].map(({ at, ms }) => at + ms))
	return { phases, asked, end }
}

/** What its daemon complained of, at its times, and up to the trace's end. @param {PageData} data @param {PageCell} cell @param {number} end @returns {{ at: number, level: 'warning' | 'error', text: string }[]} */
export function complaintsOf(data, cell, end) {
	return (cell.log ?? []).map(([tenths, isError, text]) => ({
		at: Math.min(tenths * 100, end),
		level: isError ? 'error' : 'warning',
		text: data.strings[text] ?? '',
	}))
}

/** @typedef {{ at: number, reason: string, where: string, count: number }} Dropped */

/** What its kernel dropped, at its times, and up to the trace's end. @param {PageData} data @param {PageCell} cell @param {number} end @returns {Dropped[]} */
export function dropsOf(data, cell, end) {
	return (cell.drops ?? []).map(([tenths, reason, where, count]) => ({
		at: Math.min(tenths * 100, end),
		reason: data.strings[reason] ?? '',
		where: data.strings[where] ?? '',
		count,
	}))
}

/** One of each reason and place, with when it was first and last, and how many in all; most first. @param {readonly Dropped[]} drops @returns {(Dropped & { last: number })[]} */
export function dropsBySort(drops) {
	/** @type {Map<string, Dropped & { last: number }>} */
	const found = new Map()
	for (const drop of drops) {
		const key = `${drop.reason} ${drop.where}`
		const before = found.get(key)
		if (before === undefined) found.set(key, { ...drop, last: drop.at })
		else found.set(key, { ...before, last: drop.at, count: before.count + drop.count })
	}
	return [...found.values()].sort((a, b) => b.count - a.count)
}

/** Times to write below a trace: round ones, and no more than eight. @param {number} end milliseconds @returns {number[]} */
export function ticksOf(end) {
	const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((seconds) => seconds * 1000)
	const step = steps.find((one) => end / one <= 8) ?? Math.ceil(end / 8 / 3_600_000) * 3_600_000
	return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step)
}

/** `1:05`, or `1:00:05` @param {number} ms */
export function clock(ms) {
	const seconds = Math.round(ms / 1000)
	const two = (/** @type {number} */ number) => String(number % 60).padStart(2, '0')
	const minutes = Math.floor(seconds / 60)
	return minutes < 60
		? `${minutes}:${two(seconds)}`
		: `${Math.floor(minutes / 60)}:${two(minutes)}:${two(seconds)}`
}
