import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'

const bin = fileURLToPath(new URL('../bin.js', import.meta.url))
let dir: string
beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'write-whole-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

/** Prints all checks into a file that may have so many bytes more, as a disk that is nearly full has. */
function print(blocks: string) {
	const file = join(dir, 'checks')
	const script = `ulimit -f ${blocks}; trap '' XFSZ; exec "$@" > ${file}`
	const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', process.execPath, bin, 'checks'], {
		encoding: 'utf8',
	})
	return { status, stderr, size: readFileSync(file).length }
}

it('output of which a disk takes only a part is told, with 3', () => {
	const whole = print('unlimited')
	expect(whole).toMatchObject({ status: 0, stderr: '' })
	expect(whole.size).toBeGreaterThan(4096)
	const cut = print('4')
	expect(cut).toMatchObject({ status: 3, size: 4096 })
	expect(cut.stderr).toMatch(/^rootless-matrix: Cannot write to standard output\./)
	expect(cut.stderr).toContain('What was printed is not complete.')
}, 60_000)
