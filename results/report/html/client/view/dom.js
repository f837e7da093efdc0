// @ts-check
/** @import { PageMark } from '../../page-data.ts' */

/** @typedef {Node | string | number | null | undefined | false | readonly unknown[]} Child */

/**
 * An element with text inside: nothing that a guest printed is ever parsed as markup.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, unknown> | null} [attributes] @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes, ...children) {
	const element = document.createElement(tag)
	for (const [name, value] of Object.entries(attributes ?? {})) {
		if (value === undefined || value === null || value === false) continue
		if (typeof value === 'function') element.addEventListener(name, /** @type {EventListener} */ (value))
		else element.setAttribute(name, value === true ? '' : String(value))
	}
	fill(element, children)
	return element
}

/** The same for SVG. @param {string} tag @param {Record<string, unknown>} attributes @param {...Child} children */
export function svg(tag, attributes, ...children) {
	const element = document.createElementNS('http://www.w3.org/2000/svg', tag)
	for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
	fill(element, children)
	return element
}

/** @param {Element} element @param {Child[]} children */
function fill(element, children) {
	for (const child of children) {
		if (Array.isArray(child)) fill(element, /** @type {Child[]} */ (child))
		else if (child !== null && child !== undefined && child !== false)
			element.append(child instanceof Node ? child : `${child}`)
	}
}

/** Glyph, word and colour: colour only repeats what the others say. @param {PageMark | undefined} mark @param {Child} [more] */
export function badge(mark, more) {
	if (mark === undefined) return null
	return h(
		'span',
		{ class: `v v-${mark.shown}` },
		h('span', { class: 'g', 'aria-hidden': 'true' }, mark.glyph),
		' ',
		mark.word,
		more,
	)
}

/** Only the web: a link must not be a way to run something. @param {string} address @param {Child} text */
export const outward = (address, text) =>
	/^https?:\/\//.test(address) ? h('a', { href: address, rel: 'noreferrer' }, text) : h('span', null, text)

/** What may be wider than the screen scrolls by itself, with the keyboard as well. @param {string} label @param {...Child} children */
export const scrolling = (label, ...children) =>
	h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label }, ...children)

/** A file of the run, which lies beside this page's folder. @param {string} path */
export function runFile(path) {
	const target = path.split('/').map(encodeURIComponent).join('/')
	return h('a', { href: `../${target}` }, path)
}
