import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { foldEvents } from '../../fold/index.ts'
import { quickRun } from '../testing/example-quick.ts'
import { everyVerdict } from '../testing/example-every-verdict.ts'
import { junitXml } from './junit.ts'

const ours = fileURLToPath(new URL('../testing/junit.xsd', import.meta.url))
/** A schema of a CI system's own, such as junit-10.xsd of Jenkins' xunit plugin: those are not ours to ship. */
const theirs = process.env['ROOTLESS_MATRIX_JUNIT_XSD']
const validate = (xml: string, schema = ours): void =>
	void execFileSync('xmllint', ['--noout', '--nonet', '--schema', schema, '-'], {
		input: xml,
		stdio: ['pipe', 'pipe', 'pipe'],
	})

it.each([
	['a usual run', junitXml(foldEvents(quickRun()))],
	['every verdict and a hostile guest', junitXml(everyVerdict())],
	['a damaged record', junitXml(foldEvents(quickRun()), ['line 7 cannot be read'])],
])('xmllint finds %s valid', (_, xml) => {
	for (const schema of theirs === undefined ? [ours] : [ours, theirs])
		expect(() => validate(xml, schema), schema).not.toThrow()
})

it('and what is not valid, it finds', () => {
	expect(() => validate(junitXml(everyVerdict()).replace('tests="', 'tests="many'))).toThrow('tests')
	expect(() => validate(junitXml(everyVerdict()).replace(' classname=', ' class='))).toThrow('classname')
})
