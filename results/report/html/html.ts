import { createHash } from 'node:crypto'
import type { Results } from '../../schema/index.ts'
import type { Language } from '../words/catalogue/languages.js'
import { headlineOf } from '../words/headline.ts'
import { plainText } from '../words/text.ts'
import { assets } from './assets.ts'
import { pageData, type PageOptions } from './build-page.ts'

const signs: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
}

/** Untrusted text as one line of HTML, also in an attribute. */
export const htmlText = (text: string, limit?: number): string =>
	plainText(text, limit).replace(/[&<>"']/g, (sign) => signs[sign] ?? '')

/**
 * JSON inside a script element: no `<` ends it. Only ASCII, so that a browser keeps megabytes of it as bytes and
 * no line separator breaks anything.
 */
const embeddedJson = (value: unknown): string =>
	JSON.stringify(value).replace(
		/[<>\u007f-\uffff]/g,
		(sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
	)

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** A page that can load nothing, send nothing, and run only what it was made with. */
export function htmlDocument(parts: {
	title: string
	style: string
	script: string
	body: string
	/** What it is written in. Default: English. */
	language?: Language | undefined
}): string {
	const { title, style, script, body, language = 'en' } = parts
	const policy = `default-src 'none'; script-src ${script === '' ? "'none'" : hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`
	return [
		'<!doctype html>',
		`<html lang="${language}">`,
		'<head>',
		'<meta charset="utf-8">',
		`<meta http-equiv="Content-Security-Policy" content="${policy}">`,
		'<meta name="viewport" content="width=device-width, initial-scale=1">',
		'<meta name="referrer" content="no-referrer">',
		'<meta name="color-scheme" content="light dark">',
		`<title>${htmlText(title)}</title>`,
		`<style>${style}</style>`,
		'</head>',
		'<body>',
		body,
		...(script === '' ? [] : [`<script>${script}</script>`]),
		'</body>',
		'</html>',
		'',
	].join('\n')
}

/** The style alone, for pages without the report's script. */
export const pageStyle = (): string => assets().style

/** `report/index.html`: one file that needs no server, no network and no other file. Pure but for its own assets. */
export function reportHtml(results: Results, options: PageOptions = {}): string {
	const data = pageData(results, options)
	const { style, script } = assets()
	const { sentence } = headlineOf(results, options.gaps)
	return htmlDocument({
		title: `Rootless Docker networking: ${data.title}`,
		style,
		script,
		body: [
			`<noscript><main><h1>Rootless Docker networking: ${htmlText(data.title)}</h1><p>${htmlText(sentence)}</p><p>The matrix needs JavaScript; <code>summary.md</code> in the run’s directory does without.</p></main></noscript>`,
			'<div id="app"></div>',
			`<script type="application/json" id="data">${embeddedJson(data)}</script>`,
		].join('\n'),
	})
}
