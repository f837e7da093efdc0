import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { translationTrouble } from './translation.ts'

const root = join(import.meta.dirname, '../..')
const read = async (path: string) => ({ path, text: await readFile(join(root, path), 'utf8') })

const glossaries = ['docs/reference/glossary.md', 'docs/zh/glossary.md'] as const
const guide = (await readdir(join(root, 'docs/guide'))).sort()
const pairs: readonly (readonly [original: string, translation: string])[] = [
	// Not README.zh.md beside it: npm packs every README of the top folder, whatever `files` says.
	['README.md', 'docs/zh/README.md'],
	...guide.map((name) => [`docs/guide/${name}`, `docs/zh/guide/${name}`] as const),
]
const translations = new Map([...pairs, glossaries])

it('the guide has the same pages in Chinese', async () => {
	expect((await readdir(join(root, 'docs/zh/guide'))).sort()).toEqual(guide)
})

it.each(pairs)('%s is translated as it stands', async (original, translation) => {
	const trouble = translationTrouble(await read(original), await read(translation), translations)
	expect(trouble.map((what) => `${translation} ${what}`)).toEqual([])
})

it('the Chinese glossary has every word of the glossary', async () => {
	const [terms, inChinese] = await Promise.all(
		glossaries.map(async (path) =>
			[...(await read(path)).text.matchAll(/^\| ([a-z][^|]*?) +\|/gm)].map(([, term]) => term),
		),
	)
	expect(terms?.slice(1).filter((term) => !inChinese?.includes(term))).toEqual([])
})

describe('a translation', () => {
	const original = [
		'# One',
		'',
		'Run `plan --tree`, see [two](two.md#more) and [the axes](../reference/axes.md#guest).',
		'',
		'- a `flag`',
		'',
		'```console',
		'$ npx rootless-matrix plan',
		'```',
	].join('\n')
	const good = original
		.replace('One', '一')
		.replace('[two](two.md#more)', '[二](two.md#更多)')
		.replace('../', '../../')
	const trouble = (text: string) =>
		translationTrouble(
			{ path: 'docs/guide/one.md', text: original },
			{ path: 'docs/zh/guide/one.md', text },
			new Map([
				['docs/guide/one.md', 'docs/zh/guide/one.md'],
				['docs/guide/two.md', 'docs/zh/guide/two.md'],
			]),
		)

	it('of the same lines, code and links is a good one', () => {
		expect(good).not.toBe(original)
		expect(trouble(good)).toEqual([])
	})

	it.each([
		[
			'a flag that is missed',
			good.replace(' --tree', ''),
			['line 3 lacks `plan --tree`', 'line 3 has `plan`, and the original has not'],
		],
		[
			'a heading that is missed',
			good.replace('# 一\n\n', ''),
			['line 1 is text, and in the original a heading of level 1: # One'],
		],
		['a line too many', `${good}\n\n完`, ['line 10 is an empty line, and in the original not there']],
		[
			'other code',
			good.replace('$ npx', '$ npm'),
			['line 8 has other code than the original: $ npx rootless-matrix plan'],
		],
		[
			'a link that stays in the original language',
			good.replace('(two.md', '(../../guide/two.md'),
			[
				'line 3 lacks a link to docs/zh/guide/two.md',
				'line 3 has a link to docs/guide/two.md#更多, and the original has not',
			],
		],
		[
			'another heading of a page that is not translated',
			good.replace('#guest', '#kernel'),
			[
				'line 3 lacks a link to docs/reference/axes.md#guest',
				'line 3 has a link to docs/reference/axes.md#kernel, and the original has not',
			],
		],
		[
			'a line that is missed, with what stood in it',
			good.replace('- a `flag`\n\n', ''),
			['line 5 is code, and in the original a list item: - a `flag`', 'lacks `flag`'],
		],
	])('is not one with %s', (_, text, expected) => {
		expect(trouble(text)).toEqual(expected)
	})
})
