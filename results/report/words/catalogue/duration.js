// @ts-check
/** @import { Texts } from './english.js' */

/** `1 h 14 min`, `7 min 3 s`, `52 s`, `0.4 s`, in the reader's language. @param {number} ms @param {Pick<Texts, 'units'>} texts */
export function durationWords(ms, { units }) {
	if (ms < 1000) return units.seconds((Math.max(0, ms) / 1000).toFixed(1))
	const seconds = Math.round(ms / 1000)
	if (seconds < 60) return units.seconds(`${seconds}`)
	const minutes = Math.floor(seconds / 60)
	return minutes < 60
		? units.minutes(minutes, seconds % 60)
		: units.hours(Math.floor(minutes / 60), minutes % 60)
}
