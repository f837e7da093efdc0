import { expect, it } from 'vitest'
import { readBuildOutput } from './builders.ts'

const lines = (...progress: object[]) => progress.map((one) => `${JSON.stringify(one)}\r\n`).join('')

it('gives what the steps of the classic builder printed', () => {
	const output = readBuildOutput(lines({ stream: 'Step 2/2\n' }, { stream: 'peer 198.51.100.2 n1\n' }))
	expect(output).toEqual({ text: 'Step 2/2\npeer 198.51.100.2 n1\n', error: undefined })
})

it('finds the text in BuildKit’s protocol buffers', () => {
	const aux = Buffer.from('\x12\x20sha256:ab\x1a\x15peer 198.51.100.2 n1\n').toString('base64')
	expect(readBuildOutput(lines({ id: 'moby.buildkit.trace', aux })).text).toContain('peer 198.51.100.2 n1')
})

it('gives the error of a step that failed', () => {
	const output = readBuildOutput(lines({ errorDetail: {}, error: 'returned a non-zero code: 1' }))
	expect(output.error).toBe('returned a non-zero code: 1')
})
