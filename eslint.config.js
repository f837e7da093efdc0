import js from '@eslint/js'
import tseslint from 'typescript-eslint'
import house from './harness/checks/doors.js'

/** Which of the five top-level doors a folder may open; `vm/host` is the lower layer, and `vm/kernel` reads kernels without a VM. */
const mayImport = {
	harness: ['results', 'vm', 'images', 'suites'],
	suites: ['results', 'vm'],
	images: ['results', 'vm/host', 'vm/kernel'],
	vm: ['results'],
	results: [],
}

const boundaries = Object.entries(mayImport).map(([folder, allowed]) => {
	const closed = Object.keys(mayImport).filter((name) => name !== folder && !allowed.includes(name))
	const except = allowed.filter((name) => name.includes('/')).map((name) => `${name}(/testing)?$`)
	const unless = except.length > 0 ? `(?!${except.join('|')})` : ''
	const patterns = [
		{
			regex: `^(\\.\\./)+(${Object.keys(mayImport).join('|')})/`,
			message: 'Enter another top-level folder through its door: #results, #vm, #images, #suites.',
		},
	]
	if (closed.length > 0)
		patterns.push({
			regex: `^#${unless}(${closed.join('|')})(/|$)`,
			message: `${folder}/ may import only: ${allowed.map((name) => `#${name}`).join(', ') || 'nothing of the project'}.`,
		})
	return { files: [`${folder}/**/*.ts`], rules: { 'no-restricted-imports': ['error', { patterns }] } }
})

export default tseslint.config(
	{ ignores: ['runs/', 'dist/', 'dist/', 'node_modules/', 'results/schema/*.json'] },
	js.configs.recommended,
	...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
	{
		files: ['**/*.ts'],
		languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
		rules: {
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true },
			],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
			],
			'@typescript-eslint/require-await': 'off',
			'no-restricted-syntax': [
				'error',
				{
					selector: 'ObjectExpression > SpreadElement > ObjectExpression',
					message: 'Write the properties themselves: a spread literal only saves lines.',
				},
			],
			'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
		},
	},
	{
		files: ['{harness,images,results,suites,vm}/**/*.ts'],
		plugins: { house },
		rules: { 'house/doors': 'error' },
	},
	{
		// A cell's life is read from its types: what is there at a step, and what is not yet.
		files: ['harness/run/**/*.ts'],
		ignores: ['**/*.test.ts', '**/testing/**', '**/vm-tests/**'],
		rules: { '@typescript-eslint/no-non-null-assertion': 'error' },
	},
	{
		files: ['**/*.js'],
		languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
	},
	...boundaries,
)
