// @ts-check
/** @import { PageData } from '../../page-data.ts' */
/** @import { Texts } from '../../../words/catalogue/english.js' */
import { bare } from './model.js'

/** @typedef {{ data: PageData, texts: Texts }} Reader */

/** A string of the record in the reader's language; evidence is the same in every one. @param {Reader} reader @param {number} index @returns {string | undefined} */
export const textOf = ({ data, texts }, index) =>
	(texts.lang === 'zh' ? data.chinese.strings[index] : undefined) ?? data.strings[index]

/** A known issue in the reader's language. @param {Reader} reader @param {number} index */
export function issueOf({ data, texts }, index) {
	const issue = data.issues[index]
	return issue === undefined || texts.lang !== 'zh' ? issue : { ...issue, ...data.chinese.issues[index] }
}

/** What a check asks, in the reader's language. @param {Reader} reader @param {number} index */
export const contractOf = ({ data, texts }, index) =>
	(texts.lang === 'zh' ? data.chinese.contracts[index] : '') || (data.checks[index]?.contract ?? '')

/**
 * What stands in a table under a name of the run's, which may be one that every object knows: `constructor`.
 * @template T @param {Readonly<Record<string, T>>} table @param {string} name @returns {T | undefined}
 */
export const entryOf = (table, name) => (Object.hasOwn(table, name) ? table[name] : undefined)

/** A phase in the reader's language. @param {Reader} reader @param {number} name */
export function phaseOf({ data, texts }, name) {
	const phase = data.strings[name] ?? ''
	return entryOf(texts.phaseNames, phase) ?? phase
}

/** What a file of the run begins with; undefined where the page has none of it. @param {Pick<Reader, 'data'>} reader @param {string} path */
export const excerptOf = ({ data }, path) => entryOf(data.excerpts, path)

/** Axes whose values do not say of what they are. */
const nameless = new Set(['brNetfilter', 'rootlesskit', 'guest', 'cmdline', 'modules', 'upgradeFrom'])

/** A value of an axis in a configuration's name: `27.5.1`, `br_netfilter loaded`, `upgraded from debian:26.1`. @param {Texts} texts @param {string} axis @param {string} value */
export function namedValue(texts, axis, value) {
	if (!nameless.has(axis)) return bare(value)
	return `${entryOf(texts.axis, axis) ?? axis} ${axis === 'rootlesskit' ? bare(value) : value}`
}
