import { expect, it } from 'vitest'
import { holds, ran, slirp } from '../testing/tried-27-5-1.ts'
import { english } from '../words/catalogue/english.js'
import { configurationWords } from './labels.ts'

it('calls an upgrade one, and only where nothing else tells two configurations apart', () => {
	const from = { ...slirp, upgradeFrom: 'debian:26.1' }
	const results = ran({ axes: from, checks: holds }, { checks: holds }, { axes: slirp, checks: holds })
	const words = (cell: number, among: number[]) => configurationWords(results, cell, among, english)
	expect(words(0, [0, 2])).toBe('upgraded from debian:26.1')
	expect(words(0, [0, 1])).not.toContain('debian:26.1')
	expect(words(0, [0, 1])).toContain('slirp4netns')
})
