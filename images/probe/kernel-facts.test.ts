import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'kernel-facts-'))))
afterEach(() => rm(dir, { recursive: true }))

const program = join(import.meta.dirname, 'rootfs/probe/kernel-facts')

/** The states of modules, none of which this machine has. */
function states(...modules: string[]): string[] {
	const env = { ...process.env, KERNEL_FACTS_MODULES: dir }
	const printed = execFileSync('sh', [program, ...modules], { env, encoding: 'utf8' })
	return printed.split('\n').filter((line) => line.startsWith('module.'))
}

test('a module is built in, there and not loaded, or absent, by its whole name', async () => {
	await mkdir(join(dir, release()))
	await writeFile(join(dir, release(), 'modules.builtin'), 'kernel/net/x/rm_one.ko\nkernel/net/rm_two2.ko\n')
	await writeFile(
		join(dir, release(), 'modules.dep'),
		'kernel/net/rm_three.ko.xz: kernel/net/rm_five.ko.xz\nkernel/net/rm_four.ko:\n',
	)
	expect(states('rm_one', 'rm_two', 'rm_three', 'rm_four', 'rm_five', 'three')).toEqual([
		'module.rm_one built-in',
		'module.rm_two absent',
		'module.rm_three unloaded',
		'module.rm_four unloaded',
		'module.rm_five absent',
		'module.three absent',
	])
})

test('without lists of modules all are absent', () => {
	expect(states('rm_one', 'rm_two')).toEqual(['module.rm_one absent', 'module.rm_two absent'])
})
