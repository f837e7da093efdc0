import { readFileSync } from 'node:fs'

/** The page's script, in the order in which its parts need each other. */
export const clientFiles = [
	'texts.js',
	'model.js',
	'view-state.js',
	'select.js',
	'pivot.js',
	'dom.js',
	'grid-step.js',
	'grid-keys.js',
	'findings.js',
	'cell-links.js',
	'attention.js',
	'first-screen.js',
	'controls.js',
	'matrix.js',
	'cell-dialog.js',
	'sections.js',
	'kernel-reasons.js',
	'charts.js',
	'main.js',
] as const

/** Later ones overrule earlier ones. */
const styleFiles = ['tokens.css', 'page.css', 'matrix.css', 'details.css', 'media.css'] as const

const text = (name: string): string => readFileSync(new URL(`client/${name}`, import.meta.url), 'utf8')

/** One script out of modules that name nothing twice: their imports and exports go, and nothing else. */
export const joined = (modules: readonly string[]): string =>
	modules
		.map((source) =>
			source
				.replace(/^import [^;]*? from '\.\/[a-z-]+\.js'$/gm, '')
				.replace(/^export /gm, '')
				.replace(/^\/\*\*? (?:@import|global) .*\*\/\n/gm, ''),
		)
		.join('\n')

let script: string | undefined
let style: string | undefined

/** The page's script and style, read once. */
export function assets(): { readonly script: string; readonly style: string } {
	script ??= `'use strict'\n{\n${joined(clientFiles.map(text))}\n}\n`
	style ??= styleFiles.map(text).join('\n')
	return { script, style }
}
