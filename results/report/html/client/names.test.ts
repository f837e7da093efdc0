import { expect, it } from 'vitest'
import { holds, ran, slirp } from '../../testing/tried-27-5-1.ts'
import { languages } from '../../words/catalogue/languages.js'
import { pageData } from '../build-page.ts'
import { cellValues, varyingAxes } from './model/select.js'
import { namedValue } from './model/words.js'

const cmdline = 'ipv6.disable=1'
const upgradeFrom = 'debian:26.1'
const data = pageData(
	ran(
		{ axes: { ...slirp, cmdline }, checks: holds },
		{ axes: { ...slirp, upgradeFrom, rootlesskit: 'upstream:2.3.6' }, checks: holds },
		{ axes: { ...slirp, modules: 'tun=loaded' }, checks: holds },
		{ axes: slirp, checks: holds },
	),
)
const nameOf = (cell: number, language: 'en' | 'zh') =>
	cellValues(data, cell, varyingAxes(data))
		.map(({ axis, value }) => namedValue(languages[language], axis, value))
		.join(' · ')

it('a row says of what its values are, and nothing of what its configuration has not', () => {
	expect([0, 1, 2, 3].map((cell) => nameOf(cell, 'en'))).toEqual([
		'RootlessKit bundled · kernel command line ipv6.disable=1',
		'RootlessKit 2.3.6 · upgraded from debian:26.1',
		'RootlessKit bundled · kernel modules tun=loaded',
		'RootlessKit bundled',
	])
	expect(nameOf(0, 'zh')).toBe('RootlessKit bundled · 内核命令行 ipv6.disable=1')
})

it('a filter offers every value as the matrix file has it', () => {
	expect(data.axes.find(({ name }) => name === 'upgradeFrom')).toEqual({
		name: 'upgradeFrom',
		values: ['debian:26.1', 'none'],
		nothing: 'none',
	})
})
