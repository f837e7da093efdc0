import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { guestCommands } from './index.ts'

const root = join(import.meta.dirname, '../../..')

it('one module names where the guest has our programs, and what its daemon’s unit is called', async () => {
	const naming: string[] = []
	for (const folder of ['harness', 'suites', 'images', 'vm', 'results'])
		for (const name of await readdir(join(root, folder), { recursive: true })) {
			if (!/\.[jt]s$/.test(name) || name.endsWith('.test.ts')) continue
			const text = await readFile(join(root, folder, name), 'utf8')
			if (/\/usr\/lib\/rootless-matrix|docker\.service\b/.test(text)) naming.push(`${folder}/${name}`)
		}
	expect(naming).toEqual(['vm/guest/commands/commands.ts'])
})

it('every program that is named is in the base image', async () => {
	const of = guestCommands
	const argvs = [
		...[of.awaitRestore(), of.dumpNetwork(), of.installStack(), of.journal(), of.mountStacks(['a=b'])],
		...[of.reportStack(), of.stackRemains(), of.stopDaemon(), of.stubResolver('on'), of.waitReady()],
	]
	const there = await readdir(join(root, 'images/guest/rootfs/usr/lib/rootless-matrix'))
	expect(
		argvs.map(([path = '']) => path.replace(/^.*\//, '')).filter((name) => !there.includes(name)),
	).toEqual([])
})
