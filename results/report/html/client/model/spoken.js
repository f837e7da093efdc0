// @ts-check
/** @import { PageData } from '../../page-data.ts' */
/** @import { Texts } from '../../../words/catalogue/english.js' */
import { valueWords } from '../../../words/catalogue/values.js'

/** @type {WeakMap<PageData, Map<string, PageData>>} */
const spokenOnes = new WeakMap()

/**
 * The page's data with the values of axes, and what charts measure, in the reader's words; the address keeps the values
 * as they are recorded, so that it means the same to a reader of another language.
 * @param {PageData} data @param {Texts} texts
 */
export function spokenIn(data, texts) {
	let known = spokenOnes.get(data)
	if (known === undefined) spokenOnes.set(data, (known = new Map()))
	let spoken = known.get(texts.lang)
	if (spoken === undefined) known.set(texts.lang, (spoken = inWords(data, texts)))
	return spoken
}

/** @param {PageData} data @param {Texts} texts @returns {PageData} */
const inWords = (data, texts) => ({
	...data,
	axes: data.axes.map(({ name, values, nothing }) => ({
		name,
		recorded: values,
		values: values.map((value) => valueWords(name, value, texts)),
		...(nothing === undefined ? {} : { nothing: valueWords(name, nothing, texts) }),
	})),
	throughput: data.throughput.map((series, place) => ({
		...series,
		...(texts.lang === 'zh' ? data.chinese.throughput[place] : undefined),
	})),
})
