import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { ask } from './confirm.ts'

it('answers that are pasted at once go to the questions that follow', async () => {
	const [input, output] = [new PassThrough(), new PassThrough()]
	const { signal } = new AbortController()
	input.write('one\ntwo\n\n')
	const answers = []
	for (const question of ['a?', 'b?', 'c?']) answers.push(await ask(question, signal, { input, output }))
	expect(answers).toEqual(['one', 'two', ''])
	output.end()
	expect(await text(output)).toContain('b? two\n')
})
