import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findReach } from './reach.ts'

let root: string
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'rm-reach-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

it('few modules of the product are reached by tests with VMs only', { timeout: 120_000 }, async () => {
	const { product, vmOnly } = await findReach(join(import.meta.dirname, '../../..'))
	expect(product.length).toBeGreaterThan(400)
	expect(vmOnly.length, vmOnly.join('\n')).toBeLessThan(60)
})

it('a name leads through an index to its own module, and a test with VMs leads nowhere', async () => {
	const files = {
		'package.json': '{"type": "module"}',
		'vm/index.ts': "export { used } from './used.ts'\nexport { other } from './other.ts'\n",
		'vm/used.ts': "import { below } from './below.ts'\nexport const used = () => below()\n",
		'vm/below.ts': 'export const below = () => 1\n',
		'vm/other.ts': 'export const other = () => 2\n',
		'vm/types.ts': 'export interface Nothing { readonly a: string }\n',
		'vm/used.test.ts': "import { used } from './index.ts'\nconsole.log(used())\n",
		'vm/real.vm.test.ts': "import { other } from './other.ts'\nconsole.log(other())\n",
		'harness/cli/bin.js': "await import('../../dist/main.js')\n",
		'suites/runner/bootstrap.js': '',
		'vm/host/typescript/hooks.js': '',
		'results/report/html/client/main.js': '',
		'suites/dns/dns.checks.ts': 'console.log(1)\n',
		'suites/fixtures/web.ts': 'console.log(3)\n',
		'vm/kernel/fixtures/made-up.ts': 'console.log(2)\n',
		'images/a.ts': "export { other } from '../vm/other.ts'\n",
	}
	for (const [path, text] of Object.entries(files)) {
		await mkdir(dirname(join(root, path)), { recursive: true })
		await writeFile(join(root, path), text)
	}
	expect((await findReach(root)).vmOnly).toEqual([
		'suites/dns/dns.checks.ts',
		'suites/fixtures/web.ts',
		'vm/other.ts',
	])
})
