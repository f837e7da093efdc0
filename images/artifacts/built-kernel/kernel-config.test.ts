import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { sha256OfFile } from '../sum.ts'
import { readConfig, unmetOptions } from './fragment.ts'
import { kernelConfig } from './kernel-config.ts'
import { readOwnFragment } from './own-fragment.ts'
import { withoutNames } from './without.ts'

const configs = new URL('configs/', import.meta.url)
const textOf = (name: string) => readFile(new URL(name, configs), 'utf8')
const base = readConfig(await textOf('base.config'))
const own = (text: string, sha256 = 'a'.repeat(64)) => ({ path: '/x/my.config', text, sha256 })
const release = (text: string) => readConfig(text).get('CONFIG_LOCALVERSION')

describe('the kernel’s configs', () => {
	it('are a file for everything that it can be left without, and leave nothing to modules', async () => {
		expect((await readdir(configs)).sort()).toEqual(
			['base.config', ...withoutNames.map((name) => `no-${name}.config`)].sort(),
		)
		for (const name of await readdir(configs))
			expect([...readConfig(await textOf(name)).values()], name).not.toContain('m')
	})

	it.each(withoutNames)('no-%s turns off what the base has, and on only what it has not', async (name) => {
		const overlay = readConfig(await textOf(`no-${name}.config`))
		const off = [...overlay].filter(([, value]) => value === undefined).map(([option]) => option)
		expect(off.length).toBeGreaterThan(0)
		for (const [option, value] of overlay) expect([option, base.get(option)]).not.toEqual([option, value])
		for (const option of off) expect([option, base.get(option)]).toEqual([option, 'y'])
	})

	it.each(withoutNames)('what is merged for no-%s is the base in all else', async (name) => {
		const [overlay, { text }] = await Promise.all([textOf(`no-${name}.config`), kernelConfig([name])])
		expect(unmetOptions(overlay, text)).toEqual([])
		const changed = unmetOptions(await textOf('base.config'), text).map(({ option }) => option)
		const named = [...readConfig(overlay).keys()].filter((option) => base.has(option))
		expect(changed.sort()).toEqual(named.sort())
	})

	it('go together in any selection', async () => {
		const { text, names } = await kernelConfig(withoutNames)
		expect(names).toHaveLength(withoutNames.length + 1)
		for (const name of withoutNames) expect(unmetOptions(await textOf(`no-${name}.config`), text)).toEqual([])
	})
})

it('a kernel’s release says what it is without, and is no longer than Linux takes', async () => {
	expect(release((await kernelConfig([])).text)).toBe('"-built"')
	expect(release((await kernelConfig(['br-netfilter'])).text)).toBe('"-no-br-netfilter"')
	expect(release((await kernelConfig(['ipv6', 'veth'])).text)).toBe('"-no-ipv6-no-veth"')
	expect(release((await kernelConfig(['ipv6'], own('CONFIG_DUMMY=n'))).text)).toBe('"-no-ipv6-own-aaaaaaaa"')
	const [all, others] = await Promise.all([kernelConfig(withoutNames), kernelConfig(withoutNames.slice(1))])
	expect(release(all.text)).toMatch(/^"-built-[0-9a-f]{8}"$/)
	expect(release(all.text)).not.toBe(release(others.text))
})

describe('a fragment of one’s own', () => {
	it('holds over the base and what the harness turns off, and makes another config', async () => {
		const [mine, plain] = await Promise.all([
			kernelConfig(['ipv6'], own('# CONFIG_DUMMY is not set\nCONFIG_IFB=y\n')),
			kernelConfig(['ipv6']),
		])
		expect(readConfig(mine.text).get('CONFIG_DUMMY')).toBeUndefined()
		expect(readConfig(mine.text).get('CONFIG_IFB')).toBe('y')
		expect(mine.text).not.toBe(plain.text)
	})

	it('is refused where it brings back what the kernel is to be without', async () => {
		await expect(kernelConfig(['ipv6', 'veth'], own('CONFIG_IPV6=y'))).rejects.toMatchObject({
			reason: 'bad-fragment',
			message: '/x/my.config does not go with no-ipv6, no-veth: CONFIG_IPV6 is y, not off.',
		})
	})

	it('is refused for a line that is none', async () => {
		await expect(kernelConfig([], own('CONFIG_IPV6=m'))).rejects.toMatchObject({ reason: 'bad-fragment' })
	})

	it('is the file that the matrix means, or none', async () => {
		const path = new URL('no-veth.config', configs).pathname
		const sha256 = await sha256OfFile(path)
		expect(await readOwnFragment(path, sha256)).toEqual({
			path,
			sha256,
			text: await textOf('no-veth.config'),
		})
		await expect(readOwnFragment(path, 'a'.repeat(64))).rejects.toMatchObject({ reason: 'wrong-sum' })
		await expect(readOwnFragment(`${path}.gone`, sha256)).rejects.toMatchObject({ reason: 'missing-file' })
	})
})
