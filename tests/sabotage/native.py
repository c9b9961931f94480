"""The compiled kernel: Marquardt's steps, the evidence, J'J, Cholesky's factor, forward and backward."""

from .mutation import named

EDGES = ("solve/test_marquardt_edge_cases.py", "solve/test_evidence_edge_cases.py",
         "solve/test_compiled_steps.py")  # fmt: skip
J_TIMES_J = ("core/test_gauss_newton.py", "solve/test_compiled_steps.py")
SUMS = ("core/test_kernel.py", "core/test_gradients.py")

MUTATIONS = [
    *named(
        "native/marquardt.cpp",
        EDGES,
        (
            "compiled lm: a NaN trial is accepted",
            "if (!(lowered > 0)) return false;",
            "if (lowered <= 0) return false;",
        ),
        (
            "compiled lm: the first step is unlimited",
            "if (numbers.epoch == 0 && own > 0 &&",
            "if (false && own > 0 &&",
        ),
        (
            "compiled lm: every step is limited",
            "if (numbers.epoch == 0 && own > 0 &&",
            "if (own > 0 &&",
        ),
        (
            "compiled lm: the penalty is not restored",
            "  std::copy_n(kept_penalty_.get(), P_, arrays.penalty);\n",
            "",
        ),
        (
            "compiled lm: alpha is not restored",
            "  std::copy_n(kept_alpha_.data(), arrays.n_groups, arrays.alpha);\n",
            "",
        ),
        (
            "compiled lm: the scale is not restored",
            "  std::copy_n(kept_scale_.get(), P_, arrays.scale);\n",
            "",
        ),
        ("compiled lm: the numbers are not restored", "      numbers = kept;\n", ""),
        (
            "compiled lm: no floor of the scale",
            "std::max(scale[p], rules.floor * largest + tiny);",
            "scale[p];",
        ),
        (
            "compiled lm: the scale forgets",
            "numbers.scaled ? std::max(scale[p], own) : own;",
            "own;",
        ),
        (
            "compiled lm: no most damping",
            "std::min(numbers.damping * numbers.growth, rules.most_damping);",
            "numbers.damping * numbers.growth;",
        ),
        (
            "compiled lm: no least damping",
            "                             rules.least_damping);",
            "                             0.0);",
        ),
        ("compiled lm: growth stays", "    numbers.growth *= 2;\n", ""),
        ("compiled lm: growth is not set back", "  numbers.growth = 2;\n", ""),
        (
            "compiled lm: infinite curvature goes on",
            "finite = finite && std::isfinite(own);",
            "(void)own;",
        ),
        (
            "compiled lm: promised without the damping",
            "move[p] * (damping[p] * move[p] - (gradient[p] + pull[p]))",
            "move[p] * (-(gradient[p] + pull[p]))",
        ),
        (
            "compiled lm: no least noise",
            "std::max(mean(arrays.losses, n_outputs()), rules.least_noise);",
            "mean(arrays.losses, n_outputs());",
        ),
        (
            "compiled lm: no least gamma",
            "std::min(std::max(gamma[i], rules.least_gamma), sizes[i]);",
            "std::min(gamma[i], sizes[i]);",
        ),
        (
            "compiled lm: no least penalty",
            "std::max(gamma[i] / squares[i] / (beta * count), rules.least_penalty)",
            "gamma[i] / squares[i] / (beta * count)",
        ),
        (
            "compiled lm: no most penalty",
            "                               rules.most_penalty);",
            "                               1e300);",
        ),
        (
            "compiled lm: no rows are left free",
            "std::max(count - all, rules.least_free * count) / (count * noise);",
            "std::max(count - all, 1e-9) / (count * noise);",
        ),
        ("compiled lm: settled never", "? numbers.settled + 1 : 0;", "? numbers.settled : 0;"),
        ("compiled lm: held precisions change", "  if (rules.held) return;\n", ""),
        (
            "compiled lm: recorded under the penalty",
            "records.cost[done] = cost_of(arrays.own_penalty,",
            "records.cost[done] = cost_of(arrays.penalty,",
        ),
    ),
    *named(
        "native/system.cpp",
        EDGES,
        (
            "dual form for K > 1",
            "curvature.n_outputs() == 1 && rows <= few_rows",
            "rows <= few_rows",
        ),
        (
            "dual form: no pull",
            "step[p] = -(pull[p] + wide_.get()[p]) / shift[p];",
            "step[p] = -wide_.get()[p] / shift[p];",
        ),
        (
            "dual form: determinant without the shift",
            "sum += isa_.log(shift_.get()[p]);",
            "sum += 0;",
        ),
        (
            "primal form: gradient without the pull",
            "-(gradient_.get()[p] + pull[p]);",
            "-gradient_.get()[p];",
        ),
    ),
    *named(
        "native/curvature.cpp",
        J_TIMES_J,
        (
            "J'J by the Jacobian for K > 1",
            "return shape.n_outputs() == 1 && (n_rows",
            "return (n_rows",
        ),
    ),
    *named(
        "native/cholesky.cpp",
        ("core/test_cholesky.py",),
        ("Cholesky: no shift", "      row[i] += diagonal[i];\n", "      (void)diagonal;\n"),
        ("Cholesky: half a determinant", "return 2 * sum;", "return sum;"),
    ),
    *named(
        "native/sums.cpp",
        SUMS,
        ("sums: rows of the padding count", "!real ? T(0) : table.s", "table.s"),
        (
            "sums: chunks in no order",
            "for (Index chunk = 1; chunk < n_chunks; ++chunk)",
            "for (Index chunk = 2; chunk < n_chunks; ++chunk)",
        ),
    ),
    *named(
        "native/gauss_newton.hpp",
        J_TIMES_J,
        ("J'J: outputs mixed", "k == l ? scale * *sums : 0.0;", "scale * *sums;"),
    ),
    *named(
        "native/engine.cpp",
        SUMS,
        ("kernel's adam: steps not counted", "    ++moments.n_steps;\n", ""),
        (
            "kernel's batches: penalty left out",
            "return step.penalty ? g + step.penalty[p] * theta[p] : g;",
            "return g;",
        ),
    ),
    *named(
        "native/team.cpp",
        ("core/test_interruption.py", "core/test_faults.py"),
        (
            "team: a thread that cannot start",
            "    } catch (const std::system_error&) {\n      return;",
            "    } catch (const std::system_error&) {\n      throw;",
        ),
        (
            "team: workers do not look",
            "  set_interruption(&cut);\n",
            "",
            "the caller's own look ends the call as well, an item later",
        ),
        (
            "team: the caller does not look",
            "    if (worker == 0 && interruption_) interruption_->turn();\n",
            "",
            "the wait behind the items looks too",
        ),
    ),
    *named(
        "native/interruption.cpp",
        ("core/test_interruption.py",),
        ("interruption: handlers have no turn", "      ask_();\n", ""),
        (
            "interruption: the flag is not seen",
            "if (__atomic_load_n(flag_, __ATOMIC_RELAXED)) throw",
            "if (false) throw",
        ),
    ),
    *named(
        "native/elimination.hpp",
        ("core/test_interruption.py",),
        (
            "factor: no look",
            "    take_turn(turns);\n    const Index end",
            "    const Index end",
        ),
        (
            "inverse: no look",
            "    take_turn(turns);\n    const Index behind",
            "    const Index behind",
        ),
    ),
    *named(
        "native/gil.hpp",
        ("core/test_faults.py",),
        (
            "the interpreter's end aborts",
            "for (;;) std::this_thread::sleep_for(std::chrono::hours(1));",
            "throw;",
        ),
    ),
    *named(
        "native/elementary.hpp",
        ("core/test_compiler_options.py",),
        (
            "exp: the product is rounded",
            "multiply_add<T>(minus_n, splat<T>(R::step), h);",
            "minus_n * R::step + h;",
        ),
    ),
]
