import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runTool } from '#vm/host'
import { assertConfigured, compileKernel } from './compile.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'built-kernel-'))))
afterEach(() => rm(dir, { recursive: true }))

/** A linux-source package whose "kernel" is made in no time; `extra` is what its Kconfig has of its own mind. */
async function tinySource(extra: string, spoil?: (source: string) => Promise<unknown>): Promise<string> {
	const [source, tree] = [join(dir, 'linux-source-0.1'), join(dir, 'package')]
	await mkdir(source)
	const rules = [
		'allnoconfig:\n\tcp $(KCONFIG_ALLCONFIG) .config',
		`\techo '${extra}' >>.config`,
		'bzImage:\n\tmkdir -p arch/x86/boot include/config',
		'\techo kernel >arch/x86/boot/bzImage; echo 0.1.2-tiny >include/config/kernel.release',
		'\techo kernel/net/bridge/bridge.ko >modules.builtin; touch modules.builtin.modinfo\n',
	]
	await writeFile(join(source, 'Makefile'), rules.join('\n'))
	await spoil?.(source)
	await mkdir(join(tree, 'DEBIAN'), { recursive: true })
	await mkdir(join(tree, 'usr/src'), { recursive: true })
	const control =
		'Package: linux-source-0.1\nVersion: 1\nArchitecture: all\nMaintainer: A <a@b.test>\nDescription: x\n'
	await writeFile(join(tree, 'DEBIAN/control'), control)
	const tarball = join(tree, 'usr/src/linux-source-0.1.tar.xz')
	await runTool(['tar', '-cJf', tarball, '-C', dir, 'linux-source-0.1'], { to: 'pack' })
	await runTool(['dpkg-deb', '--build', tree, join(dir, 'source.deb')], { to: 'build' })
	return join(dir, 'source.deb')
}

const fragment = 'CONFIG_BRIDGE=y\n# CONFIG_BRIDGE_NETFILTER is not set\n'

const compile = async (extra: string, onConfigured?: (config: string) => Promise<void>) =>
	compileKernel({
		...(onConfigured ? { onConfigured } : {}),
		sourceDeb: await tinySource(extra),
		fragment,
		tree: join(dir, 'tree'),
		workDir: join(dir, 'work'),
	})

test('a kernel is left as Debian lays it out since 6.19, and nothing else of its building', async () => {
	expect(await compile('')).toBe('0.1.2-tiny')
	const at = join(dir, 'tree/usr/lib/modules/0.1.2-tiny')
	expect((await readdir(at)).sort()).toEqual(
		['config', 'modules.builtin', 'modules.builtin.modinfo', 'modules.order', 'vmlinuz'].sort(),
	)
	expect(await readFile(join(at, 'vmlinuz'), 'utf8')).toBe('kernel\n')
	expect(await readdir(dir)).not.toContain('work')
})

test('a source that turns the option on all the same is not compiled', async () => {
	await expect(compile('CONFIG_BRIDGE_NETFILTER=y')).rejects.toMatchObject({
		code: 'artifact',
		message: expect.stringContaining('CONFIG_BRIDGE_NETFILTER is y, not off') as string,
	})
	expect(await readdir(dir)).not.toContain('tree')
})

test('what the configuration is refused for is refused before anything is compiled', async () => {
	const refuse = async (config: string) => {
		throw new Error(await readFile(config, 'utf8'))
	}
	await expect(compile('# CONFIG_IPV6 is not set', refuse)).rejects.toThrow(
		`${fragment}# CONFIG_IPV6 is not set`,
	)
	expect(await readdir(dir)).not.toContain('tree')
})

test('each option that the source dropped is named', () => {
	const fragment = 'CONFIG_VETH=y\nCONFIG_BRIDGE=y\nCONFIG_TUN=y\n'
	expect(() => assertConfigured(fragment, 'CONFIG_BRIDGE=y\nCONFIG_TUN=m\n')).toThrow(
		/CONFIG_VETH is off, not y; CONFIG_TUN is m, not y/,
	)
})

test('the source is unpacked as everything that nobody vouches for: a pipe in it is refused', async () => {
	const pipe = (source: string) => runTool(['mkfifo', join(source, 'pipe')], { to: 'make a pipe' })
	const request = {
		sourceDeb: await tinySource('', pipe),
		fragment,
		tree: join(dir, 'tree'),
		workDir: join(dir, 'work'),
	}
	await expect(compileKernel(request)).rejects.toMatchObject({ reason: 'unsafe-entry' })
})
