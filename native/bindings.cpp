// The module shoal.core._kernel: checked arrays in, numbers into arrays out.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <stdexcept>
#include <utility>

#include "cholesky.hpp"
#include "curvature.hpp"
#include "gil.hpp"
#include "isas.hpp"
#include "marquardt.hpp"
#include "sums.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace shoal {
namespace {

template <class T>
using Vector = nb::ndarray<T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
template <class T>
using Matrix = nb::ndarray<T, nb::ndim<2>, nb::device::cpu>;
template <class T>
using Rectangle = nb::ndarray<T, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

void require(bool right, const char* sentence) {
  if (!right) throw std::invalid_argument(sentence);
}

template <class Array>
Index length(const Array& array, std::size_t axis = 0) {
  return static_cast<Index>(array.shape(axis));
}

struct Name {
  const char* name;
  Activation activation;
};

constexpr Name names[] = {
    {"identity", Activation::identity}, {"tanh", Activation::tanh},
    {"logistic", Activation::logistic}, {"relu", Activation::relu},
    {"softplus", Activation::softplus}, {"gaussian", Activation::gaussian},
    {"polynomial", Activation::polynomial},
};

/// Read here, not by the bindings' own converter, which may not throw where memory is out.
std::vector<Index> read_sizes(const nb::tuple& sizes) {
  std::vector<Index> read;
  read.reserve(sizes.size());
  for (const nb::handle size : sizes) read.push_back(nb::cast<Index>(size));
  return read;
}

Activation activation_named(const std::string& name) {
  for (const Name& entry : names)
    if (name == entry.name) return entry.activation;
  throw std::invalid_argument("the kernel has no activation '" + name + "'");
}

template <class T>
void apply(const std::string& isa, const std::string& name, Vector<const T> x, Vector<T> out) {
  require(x.shape(0) == out.shape(0), "x and out differ in length");
  const auto function = name == "exp"        ? Elementary::exp
                        : name == "tanh"     ? Elementary::tanh
                        : name == "logistic" ? Elementary::logistic
                        : name == "softplus" ? Elementary::softplus
                        : name == "gaussian" ? Elementary::gaussian
                                             : throw std::invalid_argument("no function " + name);
  const auto& engine = find_isa(isa).engine<T>();
  const Released released;
  engine.apply(function, x.data(), out.data(), length(x));
}

template <class T>
struct Bound {
  Sums<T> sums;

  static typename Sums<T>::Table table(const std::vector<Index>& sizes, const Matrix<const T>& x,
                                       const Matrix<const T>& t,
                                       const std::optional<Vector<const T>>& s) {
    require(sizes.size() >= 2, "a network has inputs and outputs");
    require(length(x) > 0 && length(x) == length(t), "x and t need the same rows, at least one");
    require(length(x, 1) == sizes.front() && length(t, 1) == sizes.back(),
            "x or t has another number of columns than the network");
    for (const Index size : sizes) require(size > 0, "a layer without units");
    require(!s || length(*s) == length(x), "as many row weights as rows are needed");
    return {length(x), x.data(),    x.stride(0), x.stride(1),
            t.data(),  t.stride(0), t.stride(1), s ? s->data() : nullptr};
  }

  Bound(const std::string& isa, const nb::tuple& layers, const std::string& hidden,
        const std::string& output, const Matrix<const T>& x, const Matrix<const T>& t,
        const std::optional<Vector<const T>>& s, int n_threads)
      : Bound(isa, read_sizes(layers), hidden, output, x, t, s, n_threads) {}

  Bound(const std::string& isa, const std::vector<Index>& sizes, const std::string& hidden,
        const std::string& output, const Matrix<const T>& x, const Matrix<const T>& t,
        const std::optional<Vector<const T>>& s, int n_threads)
      : sums(find_isa(isa), sizes, activation_named(hidden), activation_named(output),
             table(sizes, x, t, s), n_threads) {}

  template <class V>
  void like_theta(const V& vector) const {
    require(length(vector) == sums.n_weights(), "a vector like theta has the wrong length");
  }

  void forward(Vector<const T> theta, Rectangle<T> y) {
    like_theta(theta);
    require(length(y) == sums.n_rows() && length(y, 1) == sums.n_outputs(), "y has a wrong shape");
    const Released released;
    sums.forward(theta.data(), y.data());
  }

  void mse(Vector<const T> theta, Vector<double> mse) {
    like_theta(theta);
    require(length(mse) == sums.n_outputs(), "mse has the wrong length");
    const Released released;
    sums.mse(theta.data(), mse.data());
  }

  void gradient(Vector<const T> theta, Vector<T> out, Vector<double> mse) {
    like_theta(theta);
    like_theta(out);
    require(length(mse) == sums.n_outputs(), "mse has the wrong length");
    const Released released;
    sums.gradient(theta.data(), out.data(), mse.data());
  }

  void descend(Vector<T> theta, Vector<const T> rates, Vector<const T> penalty, Bound* validation,
               Vector<double> cost, Rectangle<double> mse,
               std::optional<Rectangle<double>> validation_mse) {
    like_theta(theta);
    like_theta(rates);
    like_theta(penalty);
    const auto records = [&](const Rectangle<double>& array) {
      return length(array) == length(cost) && length(array, 1) == sums.n_outputs();
    };
    require(records(mse) && (!validation || (validation_mse && records(*validation_mse))),
            "the records have wrong shapes");
    require(!validation || sums.same_network(validation->sums),
            "validation rows belong to another network");
    const Released released;
    sums.descend(theta.data(), rates.data(), penalty.data(), length(cost),
                 validation ? &validation->sums : nullptr,
                 {cost.data(), mse.data(), validation ? validation_mse->data() : nullptr});
  }

  void batches(Vector<T> theta, Vector<const std::int64_t> order, Index batch_size,
               Vector<const T> rates, Vector<const T> penalty, Vector<T> first,
               std::optional<Vector<T>> second, double beta1, double beta2, double epsilon,
               std::int64_t n_steps) {
    like_theta(theta);
    like_theta(rates);
    like_theta(penalty);
    like_theta(first);
    if (second) like_theta(*second);
    require(batch_size >= 1, "a batch has at least one row");
    require(length(order) == sums.n_rows(), "order needs as many indices as there are rows");
    for (Index i = 0; i < length(order); ++i)
      require(order.data()[i] >= 0 && order.data()[i] < sums.n_rows(), "order names no row");
    const Released released;
    sums.batches(theta.data(), order.data(), batch_size, rates.data(), penalty.data(),
                 {first.data(), second ? second->data() : nullptr, beta1, beta2, epsilon, n_steps});
  }
};

template <class T>
void bind(nb::module_& module, const char* name) {
  using B = Bound<T>;
  nb::class_<B>(module, name)
      .def(nb::init<const std::string&, const nb::tuple&, const std::string&,
                    const std::string&, const Matrix<const T>&, const Matrix<const T>&,
                    const std::optional<Vector<const T>>&, int>(),
           "isa"_a, "sizes"_a, "hidden"_a, "output"_a, "x"_a.noconvert(), "t"_a.noconvert(),
           "weights"_a.noconvert().none(), "n_threads"_a)
      .def("forward", &B::forward, "theta"_a.noconvert(), "y"_a.noconvert())
      .def("mse", &B::mse, "theta"_a.noconvert(), "mse"_a.noconvert())
      .def("gradient", &B::gradient, "theta"_a.noconvert(), "out"_a.noconvert(),
           "mse"_a.noconvert())
      .def("descend", &B::descend, "theta"_a.noconvert(), "rates"_a.noconvert(),
           "penalty"_a.noconvert(), "validation"_a.none(), "cost"_a.noconvert(),
           "mse"_a.noconvert(), "validation_mse"_a.noconvert().none())
      .def("batches", &B::batches, "theta"_a.noconvert(), "order"_a.noconvert(), "batch_size"_a,
           "rates"_a.noconvert(), "penalty"_a.noconvert(), "first"_a.noconvert(),
           "second"_a.noconvert().none(), "beta1"_a, "beta2"_a, "epsilon"_a, "n_steps"_a);
  module.def("apply", &apply<T>, "isa"_a, "name"_a, "x"_a.noconvert(), "out"_a.noconvert());
}

/// What the calls of a thread look at while it is in its context.
class Interruptible {
 public:
  using Flag = nb::ndarray<const std::uint8_t, nb::shape<1>, nb::c_contig, nb::device::cpu>;

  Interruptible(std::optional<Flag> flag, bool main_thread) : flag_(std::move(flag)) {
    if (flag_) interruption_.emplace(flag_->data(), main_thread ? run_signal_handlers : nullptr);
  }

  ~Interruptible() {
    if (entered_ && interruption_ && interruption() == &*interruption_) leave();
  }

  void enter() {
    require(!entered_, "this context has been entered");
    before_ = set_interruption(interruption_ ? &*interruption_ : nullptr);
    entered_ = true;
  }

  void leave() {
    require(entered_, "this context has not been entered");
    set_interruption(before_);
    entered_ = false;
  }

 private:
  std::optional<Flag> flag_;
  std::optional<Interruption> interruption_;
  Interruption* before_ = nullptr;
  bool entered_ = false;
};

void bind_interruption(nb::module_& module) {
  // Native, not a generator: no signal handler runs between these and the block that they hold.
  nb::class_<Interruptible>(module, "Interruptible")
      .def(nb::init<std::optional<Interruptible::Flag>, bool>(), "flag"_a.noconvert().none(),
           "main_thread"_a)
      .def("__enter__", &Interruptible::enter)
      .def("__exit__", [](Interruptible& self, const nb::args&) { self.leave(); });
  nb::register_exception_translator([](const std::exception_ptr& thrown, void*) {
    try {
      std::rethrow_exception(thrown);
    } catch (const Interrupted&) {
      PyErr_SetNone(PyExc_KeyboardInterrupt);
    } catch (const OutOfMemory& error) {
      PyErr_SetString(PyExc_MemoryError, error.what());
    } catch (const std::bad_alloc&) {
      PyErr_SetString(PyExc_MemoryError, "there is no memory for what a fit needs beside its numbers");
    }
  });
}

/// One matrix's factor, as Python has it.
struct Factored {
  Cholesky matrix;
  bool positive;
};

void bind_cholesky(nb::module_& module) {
  using V = Vector<double>;
  using F = Factored;
  nb::class_<F>(module, "Cholesky")
      .def("__init__",
           [](F* self, const std::string& isa, Rectangle<const double> A,
              Vector<const double> diagonal) {
             require(length(A) == length(A, 1) && length(A) == length(diagonal),
                     "A and its diagonal differ in size");
             const Isa& found = find_isa(isa);
             const Released released;
             Cholesky matrix(found, length(A));
             const bool positive = matrix.factor(A.data(), diagonal.data());
             new (self) F{std::move(matrix), positive};  // nothing throws from here on
           },
           "isa"_a, "A"_a.noconvert(), "diagonal"_a.noconvert())
      .def("n", [](const F& self) { return self.matrix.n(); })
      .def("positive", [](const F& self) { return self.positive; })
      .def("log_determinant", [](const F& self) { return self.matrix.log_determinant(); })
      .def("solve",
           [](F& self, Vector<const double> b, V x) {
             const Index n = self.matrix.n();
             require(length(b) == n && length(x) == n, "b or x has a wrong length");
             const Released released;
             self.matrix.solve(b.data(), x.data());
           },
           "b"_a.noconvert(), "x"_a.noconvert())
      .def("inverse_diagonal",
           [](F& self, V out) {
             require(length(out) == self.matrix.n(), "out has a wrong length");
             const Released released;
             self.matrix.inverse_diagonal(out.data());
           },
           "out"_a.noconvert());
}

void bind_curvature(nb::module_& module) {
  using S = Bound<double>;
  using V = Vector<double>;
  nb::class_<GaussNewton>(module, "GaussNewton")
      .def("__init__",
           [](GaussNewton* self, const std::string& isa, const S& rows) {
             new (self) GaussNewton(find_isa(isa), rows.sums);
           },
           "isa"_a, "rows"_a, nb::keep_alive<1, 3>())
      .def("normal_equations",
           [](GaussNewton& self, Vector<const double> theta, V mse, V g, Rectangle<double> H) {
             const Index P = self.n_weights();
             require(length(theta) == P && length(g) == P, "theta or g has the wrong length");
             require(length(mse) == self.n_outputs(), "mse has the wrong length");
             require(length(H) == P && length(H, 1) == P, "H has a wrong shape");
             const Released released;
             self.normal_equations(theta.data(), mse.data(), g.data(), H.data());
           },
           "theta"_a.noconvert(), "mse"_a.noconvert(), "g"_a.noconvert(), "H"_a.noconvert());
}

void bind_marquardt(nb::module_& module) {
  using R = MarquardtRules;
  using N = MarquardtNumbers;
  using S = Bound<double>;
  using V = Vector<double>;
  nb::class_<R>(module, "MarquardtRules")
      .def("__init__",
           [](R* self, double tol, double least_damping, double most_damping, double longest_first,
              double floor, Index attempts, bool estimates, bool held, double count,
              double symmetries, double least_penalty, double most_penalty, double least_noise,
              double least_gamma, double least_free, double settled_change, Index fixed_steps,
              Index settled_steps) {
             new (self) R{tol,          least_damping, most_damping, longest_first, floor,
                          attempts,     estimates,     held,         count,         symmetries,
                          least_penalty, most_penalty, least_noise,  least_gamma,   least_free,
                          settled_change, fixed_steps, settled_steps};
           },
           nb::kw_only(), "tol"_a, "least_damping"_a, "most_damping"_a, "longest_first"_a,
           "floor"_a, "attempts"_a, "estimates"_a = false, "held"_a = false, "count"_a = 1.0,
           "symmetries"_a = 0.0, "least_penalty"_a = 0.0, "most_penalty"_a = 0.0,
           "least_noise"_a = 0.0, "least_gamma"_a = 0.0, "least_free"_a = 0.0,
           "settled_change"_a = 0.0, "fixed_steps"_a = 0, "settled_steps"_a = 0);
  nb::class_<N>(module, "MarquardtNumbers")
      .def("__init__",
           [](N* self, double damping, double growth, double beta, double log_evidence, Index epoch,
              Index settled, bool measured, bool scaled) {
             new (self) N{damping, growth,   beta,   log_evidence, epoch,
                          settled, measured, scaled, Finished::no};
           },
           nb::kw_only(), "damping"_a, "growth"_a, "beta"_a, "log_evidence"_a, "epoch"_a,
           "settled"_a, "measured"_a, "scaled"_a)
      .def_ro("damping", &N::damping)
      .def_ro("growth", &N::growth)
      .def_ro("beta", &N::beta)
      .def_ro("log_evidence", &N::log_evidence)
      .def_ro("epoch", &N::epoch)
      .def_ro("settled", &N::settled)
      .def_ro("scaled", &N::scaled)
      .def_prop_ro("finished", [](const N& self) { return static_cast<int>(self.finished); });
  nb::class_<Marquardt>(module, "Marquardt")
      .def("__init__",
           [](Marquardt* self, const std::string& isa, S& training, GaussNewton& curvature,
              S* validation) {
             require(!validation || training.sums.same_network(validation->sums),
                     "validation rows belong to another network");
             new (self) Marquardt(find_isa(isa), training.sums, curvature,
                                  validation ? &validation->sums : nullptr);
           },
           "isa"_a, "training"_a, "curvature"_a, "validation"_a.none(), nb::keep_alive<1, 3>(),
           nb::keep_alive<1, 4>(), nb::keep_alive<1, 5>())
      .def("run",
           [](Marquardt& self, const R& rules, N& numbers, V theta, V scale, V penalty, V losses,
              V alpha, V gamma, Vector<const std::int64_t> groups, Vector<const double> own_penalty,
              V cost, Rectangle<double> told, std::optional<Rectangle<double>> watched,
              Rectangle<double> columns) {
             const Index P = self.n_weights(), K = self.n_outputs(), n = length(cost);
             require(length(theta) == P && length(scale) == P && length(penalty) == P &&
                         length(own_penalty) == P && (!rules.estimates || length(groups) == P),
                     "a vector like theta has the wrong length");
             require(length(losses) == K, "losses have the wrong length");
             require(length(alpha) == length(gamma), "alpha and gamma differ in length");
             for (Index p = 0; p < length(groups); ++p)
               require(groups.data()[p] >= 0 && groups.data()[p] < length(alpha),
                       "groups names no group");
             const auto records = [&](const Rectangle<double>& array) {
               return length(array) == n && length(array, 1) == K;
             };
             require(records(told) && (!self.watches() || (watched && records(*watched))) &&
                         length(columns) == 4 && length(columns, 1) == n,
                     "the records have wrong shapes");
             double* const column = columns.data();
             const Released released;
             return self.run(n, rules, numbers,
                             {theta.data(), scale.data(), penalty.data(), losses.data(), alpha.data(),
                              gamma.data(), groups.data(), own_penalty.data(), length(alpha)},
                             {cost.data(), told.data(), watched ? watched->data() : nullptr, column,
                              column + n, column + 2 * n, column + 3 * n});
           },
           "rules"_a, "numbers"_a, "theta"_a.noconvert(), "scale"_a.noconvert(),
           "penalty"_a.noconvert(), "losses"_a.noconvert(), "alpha"_a.noconvert(),
           "gamma"_a.noconvert(), "groups"_a.noconvert(), "own_penalty"_a.noconvert(),
           "cost"_a.noconvert(), "told"_a.noconvert(), "watched"_a.noconvert().none(),
           "columns"_a.noconvert());
}

}  // namespace

NB_MODULE(_kernel, module) {
  // Threads that the process's end cuts off keep what they hold: no fault to be told of.
  nb::set_leak_warnings(false);
  module.def("supported", [] {
    std::vector<std::string> found;
    for (const Isa* isa : supported_isas()) found.emplace_back(isa->name);
    return found;
  });
  module.def("activations", [] {
    std::vector<std::string> known;
    for (const Name& entry : names) known.emplace_back(entry.name);
    return known;
  });
  bind<double>(module, "SumsFloat64");
  bind<float>(module, "SumsFloat32");
  bind_curvature(module);
  bind_cholesky(module);
  bind_marquardt(module);
  bind_interruption(module);
}

}  // namespace shoal
