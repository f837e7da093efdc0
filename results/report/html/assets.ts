import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** The page's script, in the order in which its parts need each other. */
export const clientFiles = [
	'../../words/catalogue/english-decision.js',
	'../../words/catalogue/english-report.js',
	'../../words/catalogue/english.js',
	'../../words/catalogue/chinese-decision.js',
	'../../words/catalogue/chinese-report.js',
	'../../words/catalogue/chinese.js',
	'../../words/catalogue/languages.js',
	'../../words/catalogue/ranges.js',
	'../../words/catalogue/duration.js',
	'../../words/catalogue/values.js',
	'model/spoken.js',
	'model/model.js',
	'model/words.js',
	'model/view-state.js',
	'model/select.js',
	'model/fold-columns.js',
	'model/pivot.js',
	'view/dom.js',
	'model/grid-step.js',
	'view/grid-keys.js',
	'model/findings.js',
	'view/cell-links.js',
	'view/attention.js',
	'view/cell-numbers.js',
	'view/overview.js',
	'view/decision.js',
	'view/first-screen.js',
	'view/controls.js',
	'view/matrix.js',
	'view/pictures/charts.js',
	'model/lanes.js',
	'model/times.js',
	'view/pictures/network.js',
	'view/pictures/timeline.js',
	'view/pictures/beside.js',
	'view/pictures/curves.js',
	'model/map-axes.js',
	'view/pictures/map.js',
	'view/cell-changes.js',
	'view/cell-dialog.js',
	'view/sections.js',
	'view/kernel-reasons.js',
	'view/paper.js',
	'main.js',
] as const

/** Later ones overrule earlier ones. */
const styleFiles = [
	'style/tokens.css',
	'style/base.css',
	'style/verdicts.css',
	'style/page.css',
	'style/decision.css',
	'style/matrix.css',
	'style/details.css',
	'style/pictures.css',
	'style/bilingual.css',
	'style/phone.css',
	'style/print.css',
] as const

const text = (name: string): string => readFileSync(new URL(`client/${name}`, import.meta.url), 'utf8')

/** One script out of modules that name nothing twice: their imports and exports go, and nothing else. */
export const joined = (modules: readonly string[]): string =>
	modules
		.map((source) =>
			source
				.replace(/^import [^;]*? from '(?:\.{1,2}\/)+[a-z/-]+\.js'$/gm, '')
				.replace(/^export /gm, '')
				.replace(/^\/\*\*? (?:@import|global) .*\*\/\n/gm, ''),
		)
		.join('\n')

/** What a build leaves of all of these, as small as it can be said and compressed: where they are, beside this module. */
export const builtAssets = { script: 'client/page.js.gz', style: 'client/page.css.gz' } as const

let read: { readonly script: string; readonly style: string } | undefined

/** The page's script and style, read once. */
export function assets(): { readonly script: string; readonly style: string } {
	return (read ??= builtText() ?? {
		script: `'use strict'\n{\n${joined(clientFiles.map(text))}\n}\n`,
		style: styleFiles.map(text).join('\n'),
	})
}

/** Undefined in a clone. */
function builtText() {
	const path = (name: string) => new URL(name, import.meta.url)
	if (!existsSync(path(builtAssets.script))) return undefined
	const unpacked = (name: string) => gunzipSync(readFileSync(path(name))).toString('utf8')
	return { script: unpacked(builtAssets.script), style: unpacked(builtAssets.style) }
}
