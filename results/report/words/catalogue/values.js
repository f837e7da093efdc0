// @ts-check
/** @import { Texts } from './english.js' */

/**
 * A value of an axis in the reader's language. What a product calls it (`builtin`, `pasta@2025_05_03`) and what somebody
 * named in a matrix file stays as it is: it is to be typed again.
 * @param {string} axis @param {string} value @param {Pick<Texts, 'axisValues'>} texts
 */
export function valueWords(axis, value, { axisValues }) {
	const own = Object.hasOwn(axisValues, axis) ? axisValues[axis] : undefined
	if (own === undefined) return value
	// Of the modules each has its state: `ip_tables=absent,tun=loaded`.
	if (axis === 'modules' && value.includes('='))
		return value.replace(/=(\w+)/g, (whole, state) => (own[state] ? `=${own[state]}` : whole))
	return (Object.hasOwn(own, value) ? own[value] : undefined) ?? value
}
