import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fakeModule } from './fixtures/module.ts'
import { buildModulesImage } from './modules-image.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'rm-modules-image-'))))
afterEach(() => rm(dir, { recursive: true }))

/** A kernel's modules, and their image, made under this umask; the modes of what is in it. */
async function modesUnder(umask: number): Promise<string[]> {
	const before = process.umask(umask)
	try {
		const modules = join(dir, 'tree/6.1.0')
		await mkdir(join(modules, 'kernel/fs'), { recursive: true })
		await writeFile(join(modules, 'kernel/fs/ext4.ko'), fakeModule({}))
		const [config, out] = [join(dir, 'config'), join(dir, 'modules.ext4')]
		await writeFile(config, 'CONFIG_BRIDGE=m\n')
		await buildModulesImage({
			kernel: { release: '6.1.0', vmlinuz: '', config, modulesDirs: [modules] },
			out,
		})
		const places = ['/', '/6.1.0', '/6.1.0/kernel', '/6.1.0/kernel/fs']
		const files = ['/6.1.0/config', '/6.1.0/modules.dep', '/6.1.0/kernel/fs/ext4.ko']
		return [...places, ...files].map((path) => {
			const text = execFileSync('debugfs', ['-R', `stat ${path}`, out], {
				encoding: 'utf8',
				stdio: ['ignore', 'pipe', 'ignore'],
			})
			return `${path} ${/Mode:\s+(\d+)/.exec(text)?.[1]}`
		})
	} finally {
		process.umask(before)
	}
}

it('lets the guest’s user read it, whatever the umask of whoever built it', async () => {
	expect(await modesUnder(0o077)).toEqual([
		'/ 0755',
		'/6.1.0 0755',
		'/6.1.0/kernel 0755',
		'/6.1.0/kernel/fs 0755',
		'/6.1.0/config 0644',
		'/6.1.0/modules.dep 0644',
		'/6.1.0/kernel/fs/ext4.ko 0644',
	])
})
