import { describe, expect, it } from 'vitest'
import { compareVersions, inRange, justBefore, parsePasst } from './index.ts'

describe('passt versions', () => {
	it.each([
		['2024_10_30.ee7d0b6', 20241030, 'ee7d0b6'],
		['0^20241030.gee7d0b6-1.fc41', 20241030, 'ee7d0b6'],
		['0.0~git20240220.1e6f92b-1', 20240220, '1e6f92b'],
		['0.0~git20250503.587980c-2+deb13u1', 20250503, '587980c'],
		['2025_05_03', 20250503, undefined],
		['pasta 2025_05_03.587980c', 20250503, '587980c'],
		['passt 0.0~git20230309.7c7625d-1', 20230309, '7c7625d'],
	])('reads %s', (text, day, commit) => {
		expect(parsePasst(text)).toEqual({ day, commit })
	})

	it.each([
		'',
		'pasta',
		'2025_13_03',
		'2025_05_00',
		'2025_05',
		'1.2.3',
		'2025_05_03junk',
		'x2025_05_03',
		'2024_10_30.ee7d0b6-12-gabcdef0',
	])('does not take "%s" for a version', (text) => {
		expect(parsePasst(text)).toBeUndefined()
	})

	it('orders the three spellings in one order', () => {
		const shuffled = [
			'0^20241030.gee7d0b6-1.fc41',
			'2023_03_09',
			'0.0~git20240220.1e6f92b-1',
			'2026_10_02.cba3570',
		]
		expect(shuffled.sort((a, b) => compareVersions('passt', a, b) ?? NaN)).toEqual([
			'2023_03_09',
			'0.0~git20240220.1e6f92b-1',
			'0^20241030.gee7d0b6-1.fc41',
			'2026_10_02.cba3570',
		])
	})
})

describe('ranges', () => {
	it('contain their first version and not their end, however a distribution spells them', () => {
		expect(inRange('passt', '0^20241030.gee7d0b6-1.fc41', { from: '2024_10_30.ee7d0b6' })).toBe(true)
		expect(inRange('passt', '2024_10_29', { from: '2024_10_30.ee7d0b6' })).toBe(false)
		expect(inRange('program', '2.3.2', { before: '2.3.2' })).toBe(false)
		expect(inRange('program', '2.0.2+dfsg1-3+b5', { before: '2.3.2' })).toBe(true)
		expect(inRange('program', '28.5.2+dfsg4-5', { from: '28.0', before: '29.0' })).toBe(true)
	})

	it('treats a missing end as open', () => {
		expect(inRange('program', '20.10.24+dfsg1', {})).toBe(true)
	})

	it.each([
		['20.10.24+dfsg1', '26.1.5+dfsg1-9+deb13u1'],
		['26.1', '26.1.5'],
		['28.0.0-rc.1', '28.0.0'],
		['28.0.0~rc1', '28.0.0-rc.2'],
		['5:27.5.1-1~debian.12~bookworm', 'Docker version 28.5.2+dfsg4, build abc'],
		['slirp4netns version 1.2.1', '1.3.3-1'],
		['rootlesskit version 1.1.0', 'v2.0.2'],
	])('puts %s before %s', (older, newer) => {
		expect(compareVersions('program', older, newer)).toBeLessThan(0)
	})

	it.each([
		['5.10.0-32-cloud-amd64', '6.1.0-40-cloud-amd64'],
		['6.1.0-40-cloud-amd64', '6.12.107+deb13-cloud-amd64'],
		['6.12', '6.12.107+deb13-cloud-amd64'],
		['7.3-rc2', '7.3'],
		['7.3~rc2', '7.3-rc10'],
		['6.9', '6.12'],
	])('puts the kernel %s before %s', (older, newer) => {
		expect(compareVersions('kernel', older, newer)).toBeLessThan(0)
	})

	it.each([
		['program', '0.0.0-20261120093000-abcdef'],
		['program', '0.0.0-dev'],
		['program', 'v0.0.0'],
		['program', 'dev'],
		['program', 'master'],
		['program', 'library-import'],
		['program', '29.0.0-dev'],
		['program', '1.2.0+dev'],
		['program', '29.1.2-preview'],
		['program', '29.0.0b1'],
		['program', '27.5.1-47-gabcdef0'],
		['kernel', '0.0.0'],
		['passt', '2024_10_30.ee7d0b6-12-gabcdef0'],
	] as const)('do not contain the %s %s, of which nobody knows what is in it', (kind, version) => {
		const end = { program: '99.0.0', kernel: '99.0', passt: '2099_01_01' }[kind]
		expect([inRange(kind, version, { before: end }), inRange(kind, version, { from: end })]).toEqual([
			undefined,
			undefined,
		])
	})

	it.each([
		['program', '29.0.0rc1', '29.0.0'],
		['program', '29.0.0_rc1', '29.0.0'],
		['program', '29.0.0.rc1', '29.0.0'],
		['program', '29.0.0RC1', '29.0.0'],
		['program', '29.0.0beta2', '29.0.0rc1'],
		['program', '1.0.0-rc93', '1.0.0'],
		['program', '29.0.0-0.rc1.fc44', '29.0.0'],
		['program', '20.10.6-ce-rc1', '20.10.6-ce'],
		['kernel', '7.3.0rc2', '7.3'],
		['kernel', '7.3.0-0.rc2.20261120gitabc.44.fc44.x86_64', '7.3'],
		['kernel', '7.3.0-070300rc2-generic', '7.3'],
	] as const)('take the %s %s for what comes before %s', (kind, early, release) => {
		expect(inRange(kind, early, { from: release })).toBe(false)
		expect(inRange(kind, early, { before: release })).toBe(true)
	})

	it.each([
		'18.09.1-ce',
		'26.1.5+dfsg1-9+deb13u1+b4',
		'5:27.5.1-1~debian.13~trixie',
		'1.7.24~ds1-6+deb13u1',
		'28.5.2+dfsg4, build abc',
		'3:28.5.2-1.el9',
		'20.10.25-0ubuntu1~22.04.1',
	])('take the release %s for itself', (version) => {
		const [, release = ''] = /(\d+\.\d+\.\d+)/.exec(version) ?? []
		expect(compareVersions('program', version, release)).toBe(0)
	})

	it('say nothing about what is no version, and blame a range that is none', () => {
		expect(inRange('program', 'unknown', { before: '2.3.2' })).toBeUndefined()
		expect(inRange('kernel', 'cloud', {})).toBeUndefined()
		expect(() => inRange('program', '2.3.2', { before: 'soon' })).toThrow(RangeError)
	})
})

describe('the version right before', () => {
	it.each([
		['program', '2.3.2', '2.3.1'],
		['program', '27.4.0', '27.3.999'],
		['program', '28.0.0', '27.999.999'],
		['kernel', '6.17', '6.16.999'],
		['passt', '2024_03_01.ee7d0b6', '2024_02_29'],
	] as const)('%s %s is %s, and is before it', (kind, version, before) => {
		expect(justBefore(kind, version)).toBe(before)
		expect(compareVersions(kind, before, version)).toBeLessThan(0)
	})

	it('of what is no version is an error', () => {
		expect(() => justBefore('passt', 'new')).toThrow(RangeError)
	})
})

describe('several ranges', () => {
	const twice = [{ before: '2.0' }, { from: '3.2.0', before: '3.3.0' }]

	it('hold what lies in one of them', () => {
		const inside = ['1.9.9', '3.2.4', '2.0.0', '3.3.0'].map((version) => inRange('program', version, twice))
		expect(inside).toEqual([true, true, false, false])
		expect(inRange('program', '1.0', [])).toBe(false)
		expect(inRange('program', 'unknown', twice)).toBeUndefined()
	})
})
